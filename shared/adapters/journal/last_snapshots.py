"""The last snapshot of each writer, as those see it who read its slots."""

from __future__ import annotations

from contextlib import suppress
from math import inf
from time import monotonic
from typing import IO, Protocol

from shared.adapters.journal.protocol import Span
from shared.application.ports import Unavailable
from shared.wire.sections import Section, Snapshot, decode_snapshot

NOTHING = Snapshot(b"", ())

RECENT_SECONDS = 1.0
"""For so long a snapshot is not fetched again: slots are claimed one after another."""


class Snapshots(Protocol):
    """Keeps the last snapshot of each writer. Every method raises Unavailable."""

    def write(self, incarnation: str, data: IO[bytes]) -> None: ...
    def read(self, incarnation: str) -> bytes | None: ...


class LastSnapshots:
    """Who finds no snapshot reads more of the journal instead."""

    def __init__(self, snapshots: Snapshots | None) -> None:
        self._snapshots = snapshots
        self._recent: dict[str, tuple[float, Snapshot]] = {}

    def section(self, span: Span, slot: int) -> Section | None:
        """Return what is known of a slot as its writer had it in that span."""
        for each in self.of(span.incarnation).sections:
            if (each.slot, each.version) == (slot, span.version):
                return each
        return None

    def forget(self) -> None:
        """Let those go that are not of a moment ago: each is large."""
        begin = monotonic() - RECENT_SECONDS
        for each, (at, _) in list(self._recent.items()):
            if at < begin:
                self._recent.pop(each, None)

    def of(self, incarnation: str) -> Snapshot:
        """Return the last snapshot of a writer; an empty one if there is none to be had.

        One of a moment ago serves as well: more of the journal is read then.
        """
        at, snapshot = self._recent.get(incarnation, (-inf, NOTHING))
        if self._snapshots is None or monotonic() - at < RECENT_SECONDS:
            return snapshot
        snapshot = NOTHING
        with suppress(Unavailable):
            if data := self._snapshots.read(incarnation):
                snapshot = decode_snapshot(data)
        self._recent[incarnation] = monotonic(), snapshot
        return snapshot
