"""The journal's tables in memory: a twin of those in DynamoDB."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import count
from threading import Lock

from msgspec.structs import replace

from shared.adapters.journal.keeping import GRACE
from shared.adapters.journal.protocol import Extent, Slot, Written
from shared.adapters.journal.store import Member, WriterRow


class InMemoryJournal:
    """Lives as long as its process. Thread-safe. An entry None is a seal.

    Without a clock, time stands still and no entry expires.
    """

    def __init__(
        self, now: Callable[[], datetime] = lambda: datetime.min.replace(tzinfo=UTC)
    ) -> None:
        self._now = now
        self._items: dict[tuple[str, int], bytes | None] = {}
        self._slots: dict[int, Slot] = {}
        self._writers: dict[str, WriterRow] = {}
        self._members: dict[str, Member] = {}
        self._expires: dict[tuple[str, int], datetime] = {}
        self._lock = Lock()

    def put(self, incarnation: str, position: int, entry: bytes) -> Written:
        with self._lock:
            return self._put(incarnation, position, entry)

    def put_seal(self, incarnation: str, position: int, floor: int, by: str) -> Written:
        del by
        with self._lock:
            is_current = floor >= self.read_floor(incarnation)
            return self._put(incarnation, position, None) if is_current else "taken"

    def look(self, incarnation: str, after: int) -> Extent:
        last = after
        while self._items.get((incarnation, last + 1)) is not None:
            last += 1
        return Extent(last, (incarnation, last + 1) in self._items)

    def read_slot(self, number: int) -> Slot:
        return self._slots.get(number, Slot(number))

    def write_slot(self, slot: Slot) -> Written:
        with self._lock:
            if self.read_slot(slot.number).version != slot.version - 1:
                return "taken"
            self._slots[slot.number] = slot
            return "written"

    def read_floor(self, incarnation: str) -> int:
        row = self._writers.get(incarnation)
        return max(row.floor, row.kept) if row else 0

    def write_writer(self, row: WriterRow) -> None:
        with self._lock:
            before = self._writers.get(row.incarnation)
            if before is None or before.beat < row.beat:
                kept = before.kept if before else 0
                self._writers[row.incarnation] = replace(row, kept=kept)

    def read_writer(self, incarnation: str) -> WriterRow | None:
        return self._writers.get(incarnation)

    def read_slots(self) -> Sequence[Slot]:
        with self._lock:
            return list(self._slots.values())

    def write_member(self, member: Member) -> None:
        with self._lock:
            self._members[member.incarnation] = member

    def read_members(self) -> Sequence[Member]:
        with self._lock:
            return list(self._members.values())

    def remove_member(self, incarnation: str) -> None:
        with self._lock:
            self._members.pop(incarnation, None)

    def entries(self, incarnation: str, first: int, last: int | None) -> Iterator[bytes]:
        positions = count(first) if last is None else range(first, last + 1)
        for position in positions:
            entry = self._items.get((incarnation, position))
            if entry is None:
                return
            yield entry

    def raise_floor(self, incarnation: str, floor: int) -> None:
        with self._lock:
            row = self._writers.get(incarnation)
            if row is not None and row.kept < floor:
                self._writers[incarnation] = replace(row, kept=floor)

    def expires_at(self, incarnation: str, position: int) -> datetime | None:
        return self._expires.get((incarnation, position))

    def postpone(self, incarnation: str, first: int, last: int) -> None:
        with self._lock:
            there = self._expires.keys() & {(incarnation, n) for n in range(first, last + 1)}
            self._expires |= dict.fromkeys(there, self._now() + GRACE)

    def remove_expired(self) -> int:
        """Remove expired entries as the table does; return their number."""
        with self._lock:
            removed = [key for key, at in self._expires.items() if at <= self._now()]
            for key in removed:
                del self._items[key], self._expires[key]
            return len(removed)

    def sizes(self) -> Iterator[int]:
        """Yield the bytes of each entry, for figures."""
        return (len(each) for each in list(self._items.values()) if each is not None)

    def _put(self, incarnation: str, position: int, content: bytes | None) -> Written:
        key = (incarnation, position)
        if key in self._items:
            return "taken"
        self._items[key] = content
        if content is not None:
            self._expires[key] = self._now() + GRACE
        return "written"
