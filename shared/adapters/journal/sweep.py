"""Looks that no entry leaves the table before a segment holds it, whatever became of its writer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from shared.adapters.journal.keeping import GRACE
from shared.adapters.journal.segment_writer import SegmentWriter
from shared.adapters.journal.segments import Segments
from shared.adapters.journal.store import JournalStore
from shared.application.ports import Unavailable

LATE = timedelta(hours=1)
"""So old an entry is in a segment, if its writer or whoever took over does its duty."""


class Sweep:
    """Whoever may have entries that are in no segment is a member: its row goes after them."""

    def __init__(
        self, store: JournalStore, segments: Segments, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._writer = SegmentWriter(store, segments)
        self._now = now

    def run(self) -> list[str]:
        """Write late entries to segments; return the journals of which some could not be.

        Those entries stay for longer, if they are still there. Raise Unavailable if nobody knows
        which journals there are.
        """
        journals = [each.incarnation for each in self._store.read_members()]
        return [each for each in journals if not self._keep(each)]

    def _keep(self, incarnation: str) -> bool:
        """Return whether all is well; what fails of one journal keeps back no other."""
        try:
            acknowledged, kept = self._reach(incarnation)
            expires = self._store.expires_at(incarnation, kept + 1)
            if expires is not None and expires <= self._now() + GRACE - LATE:
                self._writer.finish(incarnation)
        except Unavailable:
            with suppress(Unavailable):
                self._postpone(incarnation)
            return False
        is_lost = acknowledged > kept and expires is None  # in no segment, and not in the table
        return not is_lost

    def _postpone(self, incarnation: str) -> None:
        """Let entries stay that no segment is known to hold."""
        _, kept = self._reach(incarnation)
        self._store.postpone(incarnation, kept + 1, self._store.look(incarnation, kept).last)

    def _reach(self, incarnation: str) -> tuple[int, int]:
        """Return up to where a journal was acknowledged, and up to where segments hold it."""
        row = self._store.read_writer(incarnation)
        return (row.floor, row.kept) if row else (0, 0)
