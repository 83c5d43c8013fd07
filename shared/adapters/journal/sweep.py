"""Ensures that no entry expires before a segment holds it, whatever happened to its writer."""

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
"""Age by which an entry is in a segment, if its writer or the process that took over works."""


class Sweep:
    """Looks at all members: a writer's row stays until segments hold all of its entries."""

    def __init__(
        self, store: JournalStore, segments: Segments, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._writer = SegmentWriter(store, segments)
        self._now = now

    def run(self) -> list[str]:
        """Write late entries to segments; return the journals for which this failed.

        The expiry of their entries is extended, if they are still there. Raise Unavailable if the
        members can't be read.
        """
        journals = [each.incarnation for each in self._store.read_members()]
        return [each for each in journals if not self._keep(each)]

    def _keep(self, incarnation: str) -> bool:
        """Return whether a journal is safe; a failure of one journal does not stop the others."""
        try:
            acknowledged, kept = self._reach(incarnation)
            expires = self._store.expires_at(incarnation, kept + 1)
            if expires is not None and expires <= self._now() + GRACE - LATE:
                self._writer.finish(incarnation)
        except Unavailable:
            with suppress(Unavailable):
                self._postpone(incarnation)
            return False
        is_lost = acknowledged > kept and expires is None  # neither in a segment nor in the table
        return not is_lost

    def _postpone(self, incarnation: str) -> None:
        """Extend the expiry of entries that no segment is known to hold."""
        _, kept = self._reach(incarnation)
        self._store.postpone(incarnation, kept + 1, self._store.look(incarnation, kept).last)

    def _reach(self, incarnation: str) -> tuple[int, int]:
        """Return the positions up to which a journal is acknowledged, and is in segments."""
        row = self._store.read_writer(incarnation)
        return (row.floor, row.kept) if row else (0, 0)
