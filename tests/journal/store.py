"""A conditional store that removes old entries by itself, and segments that hold them."""

from __future__ import annotations

from collections.abc import Sequence

from shared.adapters.journal.protocol import Extent, Slot, Written

MOST_ENTRIES = 5
"""Of a segment."""


class Store:
    """`kept` is what the table holds, of which what is `old` may be removed. None is a seal."""

    def __init__(self) -> None:
        self.segments: dict[tuple[str, int], bytes] = {}
        self.old: set[tuple[str, int]] = set()
        self.kept: dict[tuple[str, int], bytes | None] = {}
        self.slots: dict[int, Slot] = {}
        self.floors: dict[str, int] = {}

    def put(self, incarnation: str, position: int, entry: bytes) -> Written:
        return self._put(incarnation, position, entry)

    def put_seal(self, incarnation: str, position: int, floor: int, by: str) -> Written:
        del by
        is_current = floor >= self.read_floor(incarnation)
        return self._put(incarnation, position, None) if is_current else "taken"

    def _put(self, incarnation: str, position: int, content: bytes | None) -> Written:
        key = (incarnation, position)
        if key in self.kept:
            return "taken"
        self.kept[key] = content
        return "written"

    def look(self, incarnation: str, after: int) -> Extent:
        last = after
        while isinstance(self.kept.get((incarnation, last + 1)), bytes):
            last += 1
        return Extent(last, (incarnation, last + 1) in self.kept)

    def read_slot(self, number: int) -> Slot:
        return self.slots.get(number, Slot(number))

    def write_slot(self, slot: Slot) -> Written:
        if self.read_slot(slot.number).version != slot.version - 1:
            return "taken"
        self.slots[slot.number] = slot
        return "written"

    def read_floor(self, incarnation: str) -> int:
        return self.floors.get(incarnation, 0)

    def raise_floor(self, incarnation: str, floor: int) -> None:
        self.floors[incarnation] = max(floor, self.read_floor(incarnation))

    def age(self, incarnation: str, last: int) -> None:
        """Let the time come for entries up to a position, wherever else they are."""
        self.old |= {key for key in self.kept if key[0] == incarnation and key[1] <= last}

    def trim(self, incarnation: str) -> int:
        """Remove what may be; return how many entries that were."""
        old = [each for each in self.old if each[0] == incarnation]
        removed = [each for each in old if self.kept.get(each) is not None]
        for key in removed:
            del self.kept[key]
        return len(removed)

    def read_entries(self, incarnation: str, first: int) -> Sequence[bytes]:
        found: list[bytes] = []
        while len(found) < MOST_ENTRIES and (
            entry := self.kept.get((incarnation, first + len(found)))
        ):
            found.append(entry)
        return found

    def put_segment(self, incarnation: str, first: int, entries: Sequence[bytes]) -> None:
        for position, entry in enumerate(entries, first):
            self.segments[incarnation, position] = entry

    def reach(self, incarnation: str) -> int:
        """Return up to where segments hold a journal."""
        last = 0
        while (incarnation, last + 1) in self.segments:
            last += 1
        return last

    def entries(self, incarnation: str, first: int, last: int | None) -> list[bytes]:
        """Return what stands in an unbroken row from a position on: segments first, as readers."""
        found: list[bytes] = []
        while last is None or first + len(found) <= last:
            key = (incarnation, first + len(found))
            entry = self.segments.get(key) or self.kept.get(key)
            if not isinstance(entry, bytes):
                break
            found.append(entry)
        return found
