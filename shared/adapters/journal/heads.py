"""What the owner of slots knows of their streams: where they stand, and their newest commits."""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from zlib import crc32

from shared.kernel.facts import Commit, StreamState
from shared.kernel.names import family_of, is_wide, room_of, unit_of
from shared.kernel.rules import SNAPSHOT_EVERY
from shared.wire.sections import Known, Section
from shared.wire.stored import Codec

if TYPE_CHECKING:
    from shared.adapters.journal.pack import Pack

SLOTS = 256

MOST_SNAPSHOTS = 4096
"""So many states are kept as they are, the last ones; a journal holds none."""


def slot_of(stream: str) -> int:
    """Return the slot of a stream: all streams of a room share one, unless it is wide."""
    return slot_of_unit(unit_of(stream))


def slots_of(family: str) -> Sequence[int]:
    """Return the slots in which a family's streams may be: a room's have one, unless it is wide.

    The rooms of a game are in all.
    """
    if "/" not in family or is_wide(family):
        return range(SLOTS)
    return (slot_of_unit(room_of(f"{family}/-")),)


def slot_of_unit(unit: str) -> int:
    return crc32(unit.encode()) % SLOTS


class Head:
    """A stream. `position` counts what is being written too, `acknowledged` what is in.

    `line` is the number by which the journal calls it and `by`, who wrote its last commit there.
    """

    __slots__ = ("acknowledged", "by", "line", "newest", "pack", "packed", "packed_at", "position")

    def __init__(self) -> None:
        self.line, self.by = -1, ""
        self.packed, self.packed_at = b"", 0
        self.position = 0
        self.acknowledged = 0
        self.newest: list[bytes] = []
        self.pack: Pack | None = None
        """In which its last commit is written."""

    def keep(self, kept: bytes) -> None:
        """Keep the newest commit; a list of few takes a tenth of what a deque does."""
        if len(self.newest) == SNAPSHOT_EVERY:
            del self.newest[0]
        self.newest.append(kept)


class Heads:
    """The streams of some slots; not safe for threads."""

    def __init__(self, codec: Codec | None = None) -> None:
        self._codec = codec
        self._slots: dict[int, dict[str, Head]] = {}
        self._snapshots: OrderedDict[str, StreamState] = OrderedDict()

    def find(self, stream: str) -> Head | None:
        of_slot = self._slots.get(slot_of(stream))
        return of_slot.get(stream) if of_slot else None

    def open(self, stream: str) -> Head:
        """Return the head of a stream that is written to."""
        of_slot = self._slots.setdefault(slot_of(stream), {})
        if (head := of_slot.get(stream)) is None:
            head = of_slot[stream] = Head()
        return head

    def settle(self, commit: Commit, kept: bytes, line: int) -> Head:
        """A commit is in; return where its stream is now."""
        stream = commit.stream
        head = self.open(stream)
        head.acknowledged += 1
        head.keep(kept)
        head.line, head.by = line, commit.by
        if commit.snapshot is not None:
            self._keep(commit.snapshot)
        return head

    def load(
        self, stream: str, position: int, newest: Iterable[bytes], state: StreamState | None
    ) -> None:
        """Know a stream from what is stored of it."""
        head = self.open(stream)
        head.position = head.acknowledged = position
        head.newest = list(newest)
        if state is not None:
            self._keep(state)

    def section(self, slot: int, version: int, position: int) -> Section:
        """Return what is known of a slot, as of the entry at a position."""
        of_slot = self._slots.get(slot, {}).items()
        known = [self._known(stream, head) for stream, head in of_slot if head.acknowledged]
        return Section(slot, version, position, known)

    def _known(self, stream: str, head: Head) -> Known:
        if stream in self._snapshots:
            self._pack(self._snapshots[stream])
        fixed = (stream, head.by, head.line, head.acknowledged)
        return Known(*fixed, tuple(head.newest), head.packed, head.packed_at)

    def _keep(self, state: StreamState) -> None:
        self._snapshots[state.stream] = state
        self._snapshots.move_to_end(state.stream)
        if len(self._snapshots) > MOST_SNAPSHOTS:
            self._pack(self._snapshots.popitem(last=False)[1])

    def _pack(self, state: StreamState) -> None:
        """Keep a state in the form that takes less room, and that goes into a snapshot."""
        head = self.find(state.stream)
        if self._codec is not None and head is not None and head.packed_at != state.position:
            head.packed = zlib.compress(self._codec.encode_state(state), 1)
            head.packed_at = state.position

    def snapshot(self, stream: str, position: int) -> StreamState | None:
        """Return the state of a stream at a position, if it is kept."""
        snapshot = self._snapshots.get(stream)
        if snapshot and snapshot.position == position:
            return snapshot
        head = self.find(stream)
        if self._codec is None or head is None or head.packed_at != position:
            return None
        return unpack_state(self._codec, stream, position, head.packed)

    def family(self, slot: int, family: str) -> list[str]:
        of_slot = self._slots.get(slot, {}).items()
        return [each for each, head in of_slot if head.acknowledged and family_of(each) == family]

    def has(self, slot: int) -> bool:
        """Whether a slot has any stream."""
        return bool(self._slots.get(slot))

    def streams(self, slot: int) -> list[str]:
        return list(self._slots.get(slot, ()))

    def drop(self, slot: int) -> None:
        """Forget the streams of a slot."""
        for stream in self._slots.pop(slot, ()):
            self._snapshots.pop(stream, None)


def unpack_state(codec: Codec, stream: str, position: int, packed: bytes) -> StreamState | None:
    """Return a state that was packed; nothing for one of another version."""
    return (
        codec.decode_state(stream, position, zlib.decompress(packed).decode()) if packed else None
    )
