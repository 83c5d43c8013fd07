"""Which stage a command talks to: the one that is given, else the one that runs here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cli.failure import Failed
from cli.wording import REASONS

STATE = Path(".rumpus", "stage.json")
"""What the embedded stage writes while it runs."""


@dataclass(frozen=True)
class Target:
    """`operator_key` is empty for one who only plays."""

    url: str
    operator_key: str = ""

    def of_anybody(self) -> Target:
        """Return the same stage without an operator's key."""
        return Target(self.url)


def find_target(url: str | None, operator_key: str | None, start: Path | None = None) -> Target:
    """Prefer what is given; the stage's own key is never sent to another URL."""
    if operator_key and not (operator_key.isascii() and operator_key.isprintable()):
        raise Failed(REASONS["bad_operator_key"])
    if url:
        return Target(_checked(url), operator_key or "")
    state = running_stage(start or Path.cwd())
    if state is None:
        raise Failed("No stage runs here: start one with `make dev`, or say where with --url.")
    return Target(
        str(state["http_url"]).rstrip("/"), operator_key or str(state.get("operator_key", ""))
    )


def _checked(url: str) -> str:
    """The URL without a slash at its end, if it is one of HTTP."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise Failed(f"{url} is no address of a stage, such as http://localhost:8000.")
    return url.rstrip("/")


def running_stage(start: Path) -> dict[str, object] | None:
    """Return what the stage that runs here, or in a folder above, says of itself."""
    for folder in (start, *start.parents):
        try:
            found = json.loads((folder / STATE).read_text())
        except (OSError, ValueError):
            continue
        if isinstance(found, dict) and "http_url" in found:
            return found
    return None
