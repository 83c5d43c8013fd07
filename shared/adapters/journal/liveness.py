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


REMEMBERED_SECONDS = 600.0
"""For so long a wrong guess makes its observer more patient."""

MOST_DOUBLINGS = 3
"""Of the silence that is waited for: after that many wrong guesses more change nothing."""


class Watch:
    """A wrong guess costs the writer its slots, and nobody a commit.

    Where the store or the machine is slow, everybody's heartbeats are late. So an observer that
    writes its own less than half as often as it should takes nobody for gone: takeovers would only
    add to what the store has to do. `own_beats` counts those.

    Whoever was taken for gone and lives writes its next journal from the same address. For ten
    minutes each such wrong guess doubles the silence that is waited for, so that takeovers which
    make a slow store slower come to an end.
    """

    def __init__(
        self, now: Callable[[], float], own_beats: Callable[[], int], silence: float
    ) -> None:
        self._now = now
        self._own_beats = own_beats
        self._silence = silence
        self._seen: dict[str, _Seen] = {}
        self._gone: dict[str, str] = {}  # incarnations by address
        self._wrong: dict[str, float] = {}  # when it was seen of an incarnation

    def is_silent(self, incarnation: str, row: WriterRow | None) -> bool:
        """Say whether the same heartbeat has been seen for long enough."""
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
        """Return the seconds of silence that are waited for."""
        late = self._now() - REMEMBERED_SECONDS
        doublings = sum(each > late for each in list(self._wrong.values()))
        return self._silence * (1 << min(doublings, MOST_DOUBLINGS))
