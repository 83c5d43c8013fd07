"""A conditional store whose old entries are removed, and an archive of them for the checker."""

from __future__ import annotations

from shared.adapters.journal.protocol import Extent, Slot, Written


class Store:
    """`archive` holds all that ever was; `kept` what a reader of the store still finds.

    None is a seal.
    """

    def __init__(self) -> None:
        self.archive: dict[tuple[str, int], bytes | None] = {}
        self.kept: dict[tuple[str, int], bytes | None] = {}
        self.slots: dict[int, Slot] = {}
        self.floors: dict[str, int] = {}

    def put(self, incarnation: str, position: int, entry: bytes) -> Written:
        return self._put(incarnation, position, entry)

    def put_seal(self, incarnation: str, position: int, floor: int, by: str) -> Written:
        del by
        is_current = floor == self.read_floor(incarnation)
        return self._put(incarnation, position, None) if is_current else "taken"

    def _put(self, incarnation: str, position: int, content: bytes | None) -> Written:
        key = (incarnation, position)
        if key in self.kept:
            return "taken"
        self.kept[key] = content
        self.archive.setdefault(key, content)
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

    def beat(self, incarnation: str, acknowledged: int) -> None:
        self.floors[incarnation] = max(acknowledged, self.read_floor(incarnation))

    def trim(self, incarnation: str) -> None:
        for position in range(1, self.read_floor(incarnation) + 1):
            self.kept.pop((incarnation, position), None)

    def entries(self, incarnation: str, first: int, last: int | None) -> list[bytes]:
        """Return what stands in an unbroken row from a position on."""
        found: list[bytes] = []
        while last is None or first + len(found) <= last:
            entry = self.archive.get((incarnation, first + len(found)))
            if not isinstance(entry, bytes):
                break
            found.append(entry)
        return found
