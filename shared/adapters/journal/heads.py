"""What the owner of slots knows of their streams: where they stand, and their newest commits."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable
from typing import TYPE_CHECKING
from zlib import crc32

from shared.kernel.facts import StreamState
from shared.kernel.names import family_of, room_of
from shared.kernel.rules import SNAPSHOT_EVERY

if TYPE_CHECKING:
    from shared.adapters.journal.pack import Pack

SLOTS = 256

MOST_SNAPSHOTS = 4096
"""So many snapshots are kept, the last ones; a journal holds none."""


def slot_of(stream: str) -> int:
    """Return the slot of a stream: all streams of a room share one."""
    return slot_of_room(room_of(stream))


def slot_of_room(room: str) -> int:
    return crc32(room.encode()) % SLOTS


class Head:
    """A stream. `position` counts what is being written too, `acknowledged` what is in."""

    __slots__ = ("acknowledged", "newest", "pack", "position")

    def __init__(self) -> None:
        self.position = 0
        self.acknowledged = 0
        self.newest: deque[bytes] = deque(maxlen=SNAPSHOT_EVERY)
        self.pack: Pack | None = None
        """In which its last commit is written."""


class Heads:
    """The streams of some slots; not safe for threads."""

    def __init__(self) -> None:
        self._streams: dict[str, Head] = {}
        self._families: dict[tuple[int, str], list[str]] = {}
        self._snapshots: OrderedDict[str, StreamState] = OrderedDict()

    def find(self, stream: str) -> Head | None:
        return self._streams.get(stream)

    def open(self, stream: str) -> Head:
        """Return the head of a stream that is written to."""
        if (head := self._streams.get(stream)) is None:
            head = self._streams[stream] = Head()
        return head

    def settle(self, stream: str, kept: bytes, snapshot: StreamState | None) -> Head:
        """A commit is in; return where its stream is now."""
        head = self.open(stream)
        head.acknowledged += 1
        head.newest.append(kept)
        if head.acknowledged == 1:
            self._families.setdefault((slot_of(stream), family_of(stream)), []).append(stream)
        if snapshot is not None:
            self._snapshots[stream] = snapshot
            self._snapshots.move_to_end(stream)
            if len(self._snapshots) > MOST_SNAPSHOTS:
                self._snapshots.popitem(last=False)
        return head

    def load(self, stream: str, position: int, newest: Iterable[bytes]) -> None:
        """Know a stream from what is stored of it."""
        head = self.open(stream)
        head.position = head.acknowledged = position
        head.newest.extend(newest)
        self._families.setdefault((slot_of(stream), family_of(stream)), []).append(stream)

    def snapshot(self, stream: str, position: int) -> StreamState | None:
        """Return the state of a stream at a position, if it is kept."""
        snapshot = self._snapshots.get(stream)
        return snapshot if snapshot and snapshot.position == position else None

    def family(self, slot: int, family: str) -> list[str]:
        return list(self._families.get((slot, family), ()))

    def streams(self, slot: int) -> list[str]:
        return [each for each in self._streams if slot_of(each) == slot]

    def drop(self, slot: int) -> None:
        """Forget the streams of a slot."""
        for stream in self.streams(slot):
            del self._streams[stream]
            self._snapshots.pop(stream, None)
            self._families.pop((slot, family_of(stream)), None)
