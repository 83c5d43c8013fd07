"""Keeps `.rumpus/stage.json`: the addresses of `make dev`, for the CLI and a second start."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

NAME = "stage.json"


def write(home: Path, folder: Path, stage: dict[str, Any]) -> None:
    """Write the file atomically: a concurrent reader finds the new or the old content."""
    replace_json(folder / NAME, home / NAME, {"folder": str(folder), **stage})


def replace_json(beside: Path, path: Path, values: dict[str, Any]) -> None:
    """Write a temporary file, readable by its owner alone, and replace the old file with it."""
    beside.touch(mode=0o600)  # the operator's key may be in it
    beside.write_text(json.dumps(values, indent=2) + "\n")
    beside.replace(path)


def read(home: Path) -> dict[str, Any] | None:
    """Return what the last start wrote; it may be stale: ask whether its folder is held."""
    try:
        found = json.loads((home / NAME).read_text())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def forget(home: Path, folder: Path) -> None:
    found = read(home)
    if found is not None and found.get("folder") == str(folder):
        (home / NAME).unlink(missing_ok=True)
