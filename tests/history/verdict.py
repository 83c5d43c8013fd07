"""Says what a history is worth, and keeps it where its check can be repeated."""

from __future__ import annotations

from pathlib import Path

from tests.history.check import Violation, check
from tests.history.record import History, save

KEPT = Path(__file__).parents[2] / ".rumpus" / "histories"
"""Where histories are kept; they have no tokens, for a ticket's URL is not recorded."""


def keep(history: History) -> Path:
    """Write the history into a file that `python -m tests.history --check FILE` reads."""
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"{history.battle}-seed-{history.seed}.json"
    save(history, path)
    return path


def assert_good(history: History) -> None:
    """Fail with what is broken, the seed, and the file to check again."""
    broken: list[Violation] = check(history)
    assert not broken, "\n".join(
        [f"seed {history.seed}, kept in {keep(history)}", *map(str, broken)]
    )
