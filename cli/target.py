"""Which stage a command talks to: the one that is given, else the one that runs here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from cli.failure import Failed

STATE = Path(".rumpus", "stage.json")
"""What the embedded stage writes while it runs."""


@dataclass(frozen=True)
class Target:
    """`operator_key` is empty for one who only plays."""

    url: str
    operator_key: str = ""


def find_target(url: str | None, operator_key: str | None, start: Path | None = None) -> Target:
    """Prefer what is given; the stage's own key is never sent to another URL."""
    if url:
        return Target(url.rstrip("/"), operator_key or "")
    state = _running_stage(start or Path.cwd())
    if state is None:
        raise Failed("No stage runs here: start one with `make dev`, or say where with --url.")
    return Target(
        str(state["http_url"]).rstrip("/"), operator_key or str(state.get("operator_key", ""))
    )


def _running_stage(start: Path) -> dict[str, object] | None:
    for folder in (start, *start.parents):
        try:
            found = json.loads((folder / STATE).read_text())
        except (OSError, ValueError):
            continue
        if isinstance(found, dict) and "http_url" in found:
            return found
    return None
