"""Writes segments of journals: the own one's, and those of writers that are gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import islice

from shared.adapters.journal.keeping import keep, run
from shared.adapters.journal.segments import Name, SegmentReader, Segments
from shared.adapters.journal.slots import slot_of
from shared.adapters.journal.store import JournalStore
from shared.wire.entries import Line, Unpacker
from shared.wire.segments import Dated, Indexed, encode_segment

MOST_ENTRIES = 20_000
"""Of a segment: some 80 MB, or two minutes of a writer at full rate."""


class SegmentWriter:
    """Belongs to one thread. What it knows of a journal it can read again from its segments."""

    def __init__(self, store: JournalStore, segments: Segments, most: int = MOST_ENTRIES) -> None:
        self._store = store
        self._segments = segments
        self._most = most
        self._reader = SegmentReader(segments)
        self._known: dict[str, tuple[int, Unpacker]] = {}

    def keep(self, incarnation: str) -> bool:
        """Write a segment of what is in no one yet; return whether there may be more.

        Raise Unavailable; then the segments themselves tell how far they are.
        """
        before, unpacker = self._take(incarnation)
        after = run(
            _Keeper(self._store, self._segments, unpacker, self._most), keep(incarnation, before)
        )
        self._known[incarnation] = after, unpacker
        return after - before == self._most

    def finish(self, incarnation: str) -> None:
        """Write segments of all that a journal holds that nobody writes any more."""
        while self.keep(incarnation):
            pass
        self._known.pop(incarnation, None)

    def _take(self, incarnation: str) -> tuple[int, Unpacker]:
        """Return what is known of a journal; it is known again once all has gone well."""
        if incarnation in self._known:
            return self._known.pop(incarnation)
        return self._begin(incarnation)

    def _begin(self, incarnation: str) -> tuple[int, Unpacker]:
        """Go on behind the last segment."""
        names = self._reader.chain(incarnation, anew=True)
        if not names:
            return 0, Unpacker()
        known = [
            (each.line, Line(each.stream, each.by, each.position))
            for each in self._reader.lines(incarnation)
        ]
        return names[-1].last, Unpacker(known)


class _Keeper:
    """Carries out what one segment needs."""

    def __init__(
        self, store: JournalStore, segments: Segments, unpacker: Unpacker, most: int
    ) -> None:
        self._store = store
        self._segments = segments
        self._unpacker = unpacker
        self._most = most

    def read_entries(self, incarnation: str, first: int) -> Sequence[bytes]:
        return list(islice(self._store.entries(incarnation, first, None), self._most))

    def put_segment(self, incarnation: str, first: int, entries: Sequence[bytes]) -> None:
        commits: dict[str, list[Dated]] = defaultdict(list)
        for at, entry in enumerate(entries, first):
            for stream, position, kept in self._unpacker.read(entry, at):
                commits[stream].append((at, position, kept))
        slots: dict[int, list[Indexed]] = defaultdict(list)
        for stream, (number, line) in self._unpacker.lines().items():
            slots[slot_of(stream)].append(Indexed(stream, line.by, number, line.after))
        name = Name(incarnation, first, first + len(entries) - 1)
        self._segments.write(name, encode_segment(slots, commits))

    def raise_floor(self, incarnation: str, floor: int) -> None:
        self._store.raise_floor(incarnation, floor)
