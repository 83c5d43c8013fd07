"""Reads the last snapshot of each writer, for processes that take over or read its slots."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from math import inf
from time import monotonic
from typing import IO, Protocol

from shared.adapters.journal.protocol import Span
from shared.application.ports import Unavailable
from shared.wire.sections import Index, Section, decode_names, decode_places, decode_section

NOTHING = Index((), 0, 0)

INDEX_BYTES = 64 * 1024
"""Bytes read from a snapshot's end at once: enough for an index of 256 slots, the maximum."""

RECENT_SECONDS = 1.0
"""Seconds for which a fetched index is reused, because slots are claimed one after another."""


class Snapshots(Protocol):
    """Stores the last snapshot of each writer. Every method may raise Unavailable."""

    def write(self, incarnation: str, data: IO[bytes]) -> None: ...

    def read(self, incarnation: str, offset: int, size: int) -> bytes:
        """Return at most `size` bytes; a negative offset counts from the end."""


class LastSnapshots:
    """Parts of snapshots. Without a snapshot the caller reads more of the journal instead."""

    def __init__(self, snapshots: Snapshots | None) -> None:
        self._snapshots = snapshots
        self._recent: dict[str, tuple[float, Index]] = {}

    def section(self, span: Span, slot: int) -> Section | None:
        """Return what a writer's snapshot tells of a slot in that span."""

        def read(index: Index, snapshots: Snapshots) -> Section | None:
            for each in index.places:
                if (each.slot, each.version) == (slot, span.version):
                    at = span.incarnation, each.offset, each.size
                    return decode_section(each, snapshots.read(*at) if each.size else b"")
            return None

        return self._part(span.incarnation, read)

    def names(self, incarnation: str) -> Sequence[Section]:
        """Return the sections of all slots of a writer, with the names of streams alone."""

        def read(index: Index, snapshots: Snapshots) -> Sequence[Section]:
            data = snapshots.read(incarnation, index.names_offset, index.names_size)
            return decode_names(data, len(index.places)) if index.places else ()

        return self._part(incarnation, read) or ()

    def busy(self, incarnation: str) -> set[int]:
        """Return the slots that have streams in a writer's last snapshot."""
        return {each.slot for each in self._index(incarnation).places if each.size}

    def forget(self) -> None:
        """Drop indices older than `RECENT_SECONDS`."""
        begin = monotonic() - RECENT_SECONDS
        for each, (at, _) in list(self._recent.items()):
            if at < begin:
                self._recent.pop(each, None)

    def _part[T](self, incarnation: str, read: Callable[[Index, Snapshots], T | None]) -> T | None:
        """Read a part at the place that the index names.

        If the writer has replaced the snapshot since, other bytes may be there; then the index is
        fetched again, once.
        """
        if self._snapshots is not None:
            for is_anew in (False, True):
                with suppress(Unavailable, ValueError):
                    return read(self._index(incarnation, anew=is_anew), self._snapshots)
        return None

    def _index(self, incarnation: str, *, anew: bool = False) -> Index:
        """Return the index of a writer's last snapshot, empty if no snapshot can be read.

        An index of up to `RECENT_SECONDS` ago serves too: then the caller reads more of the journal
        instead.
        """
        at, index = self._recent.get(incarnation, (-inf, NOTHING))
        if self._snapshots is None or (monotonic() - at < RECENT_SECONDS and not anew):
            return index
        index = NOTHING
        with suppress(Unavailable, ValueError):
            index = decode_places(self._snapshots.read(incarnation, -INDEX_BYTES, INDEX_BYTES))
        self._recent[incarnation] = monotonic(), index
        return index
