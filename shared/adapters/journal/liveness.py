"""Judges whether a writer is alive, by the heartbeats that the observer itself writes meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from shared.adapters.journal.store import WriterRow

BEAT_SECONDS = 1.0
"""Seconds between the heartbeats of a writer, unless the store is slow."""


class _Seen(NamedTuple):
    """Another writer's heartbeat, when it was first seen, and the observer's own count then."""

    beat: int
    since: float
    own: int


REMEMBERED_SECONDS = 600.0
"""Seconds for which a wrong guess makes the observer more patient."""

MOST_DOUBLINGS = 3
"""Maximum number of times that wrong guesses double the silence that the observer waits for."""


class Watch:
    """A failure detector. A wrong guess costs the writer its slots, but never loses a commit.

    Where the store or the machine is slow, all heartbeats are late. So an observer that writes its
    own (`own_beats`) less than half as often as it should suspects nobody: takeovers would only add
    load to the store.

    A live writer that was wrongly suspected writes its next journal from the same address. For ten
    minutes each such wrong guess doubles the silence that the observer waits for. This ends
    takeovers that make a slow store slower.
    """

    def __init__(
        self, now: Callable[[], float], own_beats: Callable[[], int], silence: float
    ) -> None:
        self._now = now
        self._own_beats = own_beats
        self._silence = silence
        self._seen: dict[str, _Seen] = {}
        self._gone: dict[str, str] = {}  # incarnations by address
        self._wrong: dict[str, float] = {}  # when the observer saw it, by incarnation

    def is_silent(self, incarnation: str, row: WriterRow | None) -> bool:
        """Say whether a writer's heartbeat has stayed the same for too long."""
        if row is None:
            return True
        seen = self._seen.get(incarnation)
        if seen is None and row.address in self._gone:
            self._wrong.setdefault(self._gone[row.address], self._now())
        if seen is None or seen.beat != row.beat:
            self._seen[incarnation] = _Seen(row.beat, self._now(), self._own_beats())
            return False
        waited, written = self._now() - seen.since, self._own_beats() - seen.own
        silence = self._patience()
        if waited < silence or written < silence / BEAT_SECONDS / 2:
            return False
        if row.address:
            self._gone[row.address] = incarnation
        return True

    def _patience(self) -> float:
        """Return the seconds of silence after which a writer is taken for gone."""
        late = self._now() - REMEMBERED_SECONDS
        doublings = sum(each > late for each in list(self._wrong.values()))
        return self._silence * (1 << min(doublings, MOST_DOUBLINGS))
