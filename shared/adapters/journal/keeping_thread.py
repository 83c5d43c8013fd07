"""Copies this process's journal into segments, and finishes the journals of gone writers."""

from __future__ import annotations

from threading import Event, Lock
from time import monotonic
from typing import Protocol

from shared.adapters.journal.enduring import enduring
from shared.adapters.journal.membership import Membership
from shared.adapters.journal.segment_writer import SegmentWriter
from shared.adapters.journal.segments import Segments
from shared.adapters.journal.store import JournalStore
from shared.adapters.journal.tenure import Tenure

SEGMENT_SECONDS = 300.0
LOOK_SECONDS = 1.0
"""Seconds between looks for a journal of a gone writer that is to be finished."""


class Host(Protocol):
    """The writer of this process's journal; `over` says that it has stopped."""

    over: Event

    def tenure(self) -> Tenure: ...


class Keeping:
    """The work of one thread; other threads tell it which journals are to be finished."""

    def __init__(
        self, host: Host, store: JournalStore, segments: Segments, membership: Membership
    ) -> None:
        self._host = host
        self._membership = membership
        self._writer = SegmentWriter(store, segments)
        self._gone: set[str] = set()
        self._lock = Lock()
        self.kept_at = monotonic()
        """Monotonic time at which this process's journal was last copied into segments."""

    def has(self, incarnation: str) -> bool:
        with self._lock:
            return incarnation in self._gone

    def take(self, incarnation: str) -> None:
        """Let the thread finish a sealed journal; its writer's member row is removed afterwards."""
        with self._lock:
            self._gone.add(incarnation)

    def go_on(self) -> None:
        """Write segments until the host is over."""
        while not self._host.over.wait(LOOK_SECONDS):
            with enduring(self._host.over):
                self._finish_gone()
                if monotonic() - self.kept_at >= SEGMENT_SECONDS:
                    self.keep_own()

    def keep_own(self) -> None:
        """Write the new entries of this process's journal to segments."""
        began = monotonic()
        while self._writer.keep(self._host.tenure().writer.incarnation):
            pass
        self.kept_at = began

    def finish_own(self) -> None:
        """Write the rest of this process's journal to segments once it is no longer written."""
        self._writer.finish(self._host.tenure().writer.incarnation)

    def _finish_gone(self) -> None:
        with self._lock:
            gone = sorted(self._gone)
        for each in gone:
            self._writer.finish(each)
            self._membership.forget(each)
            with self._lock:
                self._gone.discard(each)
