"""Whether a writer still lives, by what the observer itself gets done meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from shared.adapters.journal.store import WriterRow

BEAT_SECONDS = 1.0
"""How often a writer writes a heartbeat, if the store lets it."""


class _Seen(NamedTuple):
    """A heartbeat of another, when it was first seen, and how many the observer had written."""

    beat: int
    since: float
    own: int


class Watch:
    """A wrong guess costs the writer its slots, and nobody a commit.

    Where the store or the machine is slow, everybody's heartbeats are late. So an observer that
    writes its own less than half as often as it should takes nobody for gone: takeovers would only
    add to what the store has to do. `own_beats` counts those.
    """

    def __init__(
        self, now: Callable[[], float], own_beats: Callable[[], int], silence: float
    ) -> None:
        self._now = now
        self._own_beats = own_beats
        self._silence = silence
        self._fewest = silence / BEAT_SECONDS / 2
        self._seen: dict[str, _Seen] = {}

    def is_silent(self, incarnation: str, row: WriterRow | None) -> bool:
        """Say whether the same heartbeat has been seen for long enough."""
        if row is None:
            return True
        seen = self._seen.get(incarnation)
        if seen is None or seen.beat != row.beat:
            self._seen[incarnation] = _Seen(row.beat, self._now(), self._own_beats())
            return False
        waited, written = self._now() - seen.since, self._own_beats() - seen.own
        return waited >= self._silence and written >= self._fewest
