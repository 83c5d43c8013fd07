"""Reads segments: objects with a journal's entries that the table need not hold any more."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from typing import Protocol

from msgspec import Struct

from shared.wire.sections import Known, Section
from shared.wire.segments import (
    LENGTH,
    Dated,
    Indexed,
    Part,
    decode_block,
    decode_footer,
    decode_index,
)

FOOTER_BYTES = 64 * 1024
"""Bytes read from a segment's end at once: enough for a footer of 256 slots, the maximum."""

RECENT_SECONDS = 60.0
"""Seconds between looks for new segments: their entries stay in the table for days."""

MOST_INDICES = 512
"""Maximum number of slots' indices in the cache, compressed; an index never changes."""

MOST_INDEX_BYTES = 16_000_000
"""Maximum bytes of the cached indices together."""


class Name(Struct, frozen=True):
    """The name of a segment: its journal, and the positions that it holds."""

    incarnation: str
    first: int
    last: int


class Segments(Protocol):
    """A store of immutable objects. Every method may raise Unavailable."""

    def names(self, incarnation: str) -> Sequence[Name]: ...

    def write(self, name: Name, data: bytes) -> None: ...

    def read(self, name: Name, offset: int, size: int) -> bytes:
        """Return `size` bytes; a negative offset counts from the end."""


class SegmentReader:
    """Reads segments. Thread-safe. Without `segments` it finds none."""

    def __init__(self, segments: Segments | None) -> None:
        self._segments = segments
        self._chains: dict[str, tuple[float, list[Name]]] = {}
        self._parts: OrderedDict[Name, dict[int, Part]] = OrderedDict()
        self._indices: OrderedDict[tuple[Name, int], bytes] = OrderedDict()

    def reach(self, incarnation: str) -> int:
        """Return the position up to which segments hold a journal without a gap."""
        names = self.chain(incarnation)
        return names[-1].last if names else 0

    def chain(self, incarnation: str, *, anew: bool = False) -> list[Name]:
        """Return the segments that hold a journal from its beginning on; some may overlap."""
        if self._segments is None:
            return []
        until, names = self._chains.get(incarnation, (0.0, []))
        if anew or monotonic() >= until:
            names = joined(self._segments.names(incarnation))
            self._chains[incarnation] = monotonic() + RECENT_SECONDS, names
        return names

    def commits(
        self, incarnation: str, slot: int, first: int, wanted: Callable[[str], bool]
    ) -> Iterator[tuple[str, Dated]]:
        """Yield the commits of streams of a slot in entries from a position on."""
        before = first - 1
        for name in self.chain(incarnation):
            if name.last < first:
                continue
            for each in self.index(name, slot):
                if each.size and wanted(each.stream):
                    block = decode_block(self._read(name, each.offset, each.size))
                    yield from ((each.stream, dated) for dated in block if dated[0] > before)
            before = max(before, name.last)

    def section(self, incarnation: str, slot: int) -> Section:
        """Return the names of a slot's streams and lines at the end of the last segment."""
        last = self.chain(incarnation)[-1]
        streams = [
            Known(each.stream, each.by, each.line, each.position) for each in self.index(last, slot)
        ]
        return Section(slot, 0, last.last, streams)

    def slots(self, incarnation: str) -> set[int]:
        """Return the slots that have streams in the last segment."""
        names = self.chain(incarnation)
        return set(self._of(names[-1])) if names else set()

    def last_index(self, incarnation: str, slot: int) -> list[Indexed]:
        """Return all streams of a slot as they were at the end of the last segment."""
        names = self.chain(incarnation)
        return self.index(names[-1], slot) if names else []

    def index(self, name: Name, slot: int) -> list[Indexed]:
        """Return the streams of a slot as a segment has them."""
        key = (name, slot)
        if (packed := self._indices.get(key)) is None:
            part = self._of(name).get(slot)
            packed = self._read(name, part.offset, part.size) if part else b""
            _keep(self._indices, key, packed)
            while sum(map(len, list(self._indices.values()))) > MOST_INDEX_BYTES:
                self._indices.popitem(last=False)
        return decode_index(packed) if packed else []

    def _of(self, name: Name) -> dict[int, Part]:
        if (found := self._parts.get(name)) is None:
            tail = self._read(name, -FOOTER_BYTES, FOOTER_BYTES)
            found = {each.slot: each for each in decode_footer(tail)}
            _keep(self._parts, name, found)
        return found

    def _read(self, name: Name, offset: int, size: int) -> bytes:
        return self._segments.read(name, offset, size) if self._segments else bytes(LENGTH)


def joined(names: Sequence[Name]) -> list[Name]:
    """Return the longest segments that hold a journal from its beginning without a gap."""
    found: list[Name] = []
    reach = 0
    for each in sorted(names, key=lambda name: (name.first, name.last)):
        if each.first > reach + 1:
            break
        if each.last > reach:
            while len(found) > 1 and found[-2].last + 1 >= each.first:
                found.pop()  # its two neighbours hold all of it
            found.append(each)
            reach = each.last
    return found


def _keep[K, V](kept: OrderedDict[K, V], key: K, value: V) -> None:
    kept[key] = value
    while len(kept) > MOST_INDICES:
        kept.popitem(last=False)
