"""Writes segments of this process's journal, and of the journals of writers that are gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from msgspec.structs import replace

from shared.adapters.journal.keeping import keep, run
from shared.adapters.journal.segments import Name, SegmentReader, Segments
from shared.adapters.journal.slots import slot_of
from shared.adapters.journal.store import JournalStore
from shared.wire.entries import Line, Unpacker, called_in
from shared.wire.segments import Dated, Indexed, encode_segment

MOST_ENTRIES = 20_000
"""Maximum entries of a segment: some 80 MB, or two minutes of a writer at full rate."""


class SegmentWriter:
    """Belongs to one thread. It learns what it has to know of a journal from its last segment."""

    def __init__(self, store: JournalStore, segments: Segments, most: int = MOST_ENTRIES) -> None:
        self._store = store
        self._segments = segments
        self._most = most
        self._reader = SegmentReader(segments)

    def keep(self, incarnation: str) -> bool:
        """Write a segment of entries that are in no segment yet; return whether more may be left.

        After Unavailable the next call learns from the segments how far they reach.
        """
        names = self._reader.chain(incarnation, anew=True)
        before = names[-1].last if names else 0
        keeper = _Keeper(self._store, self._segments, self._reader, self._most)
        return run(keeper, keep(incarnation, before)) - before == self._most

    def finish(self, incarnation: str) -> None:
        """Write segments of all entries of a journal that nobody writes any more."""
        while self.keep(incarnation):
            pass


class _Keeper:
    """Carries out the requests for one segment; holds one slot of the last segment in memory."""

    def __init__(
        self, store: JournalStore, segments: Segments, reader: SegmentReader, most: int
    ) -> None:
        self._store = store
        self._segments = segments
        self._reader = reader
        self._most = most

    def read_entries(self, incarnation: str, first: int) -> Sequence[bytes]:
        return list(islice(self._store.entries(incarnation, first, None), self._most))

    def put_segment(self, incarnation: str, first: int, entries: Sequence[bytes]) -> None:
        unpacker = Unpacker(self._called(incarnation, called_in(entries)))
        commits: dict[str, list[Dated]] = defaultdict(list)
        for at, entry in enumerate(entries, first):
            for stream, position, kept in unpacker.read(entry, at):
                commits[stream].append((at, position, kept))
        changed: dict[int, dict[str, Indexed]] = defaultdict(dict)
        for stream, (number, line) in unpacker.lines().items():
            changed[slot_of(stream)][stream] = Indexed(stream, line.by, number, line.after)
        name = Name(incarnation, first, first + len(entries) - 1)
        self._segments.write(name, encode_segment(self._slots(incarnation, changed), commits))

    def raise_floor(self, incarnation: str, floor: int) -> None:
        self._store.raise_floor(incarnation, floor)

    def _called(self, incarnation: str, numbers: set[int]) -> Iterator[tuple[int, Line]]:
        """Yield those lines of these numbers that earlier segments named."""
        for slot in self._reader.slots(incarnation):
            for each in self._reader.last_index(incarnation, slot):
                if each.line in numbers:
                    yield each.line, Line(each.stream, each.by, each.position)

    def _slots(
        self, incarnation: str, changed: dict[int, dict[str, Indexed]]
    ) -> Iterator[tuple[int, Iterable[Indexed]]]:
        """Yield all streams so far, by slot."""
        for slot in sorted(self._reader.slots(incarnation) | changed.keys()):
            last = self._reader.last_index(incarnation, slot)
            before = {each.stream: replace(each, offset=0, size=0) for each in last}
            yield slot, (before | changed.get(slot, {})).values()
