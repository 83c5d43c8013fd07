"""Keeps what the owner of slots knows of their streams: positions and newest commits."""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from shared.adapters.journal.cold import ColdStreams
from shared.adapters.journal.slots import slot_of
from shared.application.commands.ports import LogUnavailable
from shared.kernel.facts import Commit, StreamState
from shared.kernel.names import family_of
from shared.kernel.rules import SNAPSHOT_EVERY
from shared.wire.sections import Known, decode_known, encode_known, encode_section
from shared.wire.stored import Codec

if TYPE_CHECKING:
    from shared.adapters.journal.pack import Pack

BATCHES = 64
"""One write to the disk moves one part in so many of the streams in memory."""


class Head:
    """What the owner knows of one stream.

    `position` includes commits that are still being written, `acknowledged` excludes them. `line`
    is the stream's number in the journal together with `by`, the author of its last commit there;
    `called` is the same including commits that are still being written. `state` is the state after
    the last sixteenth commit; `packed` is one in the snapshot's form, which takes less memory.
    """

    __slots__ = (
        "acknowledged",
        "by",
        "called",
        "is_on_disk",
        "line",
        "newest",
        "pack",
        "packed",
        "packed_at",
        "position",
        "slot",
        "state",
    )

    def __init__(self, slot: int) -> None:
        self.slot = slot
        self.line, self.by = -1, ""
        self.called = ("", -1)
        self.packed, self.packed_at = b"", 0
        self.state: StreamState | None = None
        self.position = 0
        self.acknowledged = 0
        self.newest: list[bytes] = []
        self.is_on_disk = False
        """Whether the disk holds the same as this object."""
        self.pack: Pack | None = None
        """The pack that contains the stream's last commit, while it is being written."""

    def keep(self, kept: bytes) -> None:
        """Keep the newest commit."""
        if len(self.newest) == SNAPSHOT_EVERY:
            del self.newest[0]
        self.newest.append(kept)


class Heads:
    """The streams of some slots: at most `most` in memory, the others on disk. Not thread-safe.

    Methods raise LogUnavailable if the disk has lost a stream. Without `codec` no states are kept.
    """

    def __init__(self, codec: Codec | None = None, most: int = 4096) -> None:
        self._codec = codec
        self._most = most
        self._heads: OrderedDict[str, Head] = OrderedDict()
        self._cold = ColdStreams()

    @property
    def is_lost(self) -> bool:
        """Whether the disk has lost streams, so that the journal has to be read again."""
        return self._cold.is_lost

    def find(self, stream: str) -> Head | None:
        if (head := self._heads.get(stream)) is not None:
            self._heads.move_to_end(stream)
            return head
        known = self._cold.get(stream)
        return None if known is None else self._admit(stream, _head_of(decode_known(known)))

    def open(self, stream: str) -> Head:
        """Return the head of a stream that is written to."""
        return self.find(stream) or self._admit(stream, Head(slot_of(stream)))

    def settle(self, commit: Commit, kept: bytes, line: int) -> Head:
        """Acknowledge a commit that was written; return the head of its stream."""
        head = self.open(commit.stream)
        head.acknowledged += 1
        head.keep(kept)
        head.line, head.by = line, commit.by
        head.state = commit.snapshot or head.state
        head.is_on_disk = False
        return head

    def load(
        self, stream: str, position: int, newest: Iterable[bytes], state: StreamState | None
    ) -> None:
        """Build a stream's head from what the journal stores of it."""
        head = self.open(stream)
        head.position = head.acknowledged = position
        head.newest = list(newest)
        head.state = state

    def section(self, slot: int, version: int, position: int) -> bytes:
        """Return a slot's section of a snapshot, as of the entry at a position."""
        here = self._here(slot)
        streams = [known for stream, known in self._cold.of_slot(slot) if stream not in here]
        streams += [self._known(stream, head) for stream, head in here.items()]
        return encode_section(slot, version, position, streams)

    def family(self, slot: int, family: str) -> list[str]:
        streams = {**self._here(slot), **dict.fromkeys(self._cold.names(slot))}
        return [each for each in streams if family_of(each) == family]

    def busy(self) -> set[int]:
        """Return the slots that have streams."""
        return self._cold.slots().union(each.slot for each in self._heads.values())

    def packs(self, slot: int) -> list[Pack]:
        """Return the packs that contain a slot's unacknowledged commits."""
        return [each.pack for each in self._heads.values() if each.slot == slot and each.pack]

    def drop(self, slot: int) -> None:
        """Forget the streams of a slot."""
        for stream in [each for each, head in self._heads.items() if head.slot == slot]:
            del self._heads[stream]
        self._cold.drop(slot)

    def close(self) -> None:
        """Remove the file on disk. No other method may be called afterwards."""
        self._cold.close()

    def _here(self, slot: int) -> dict[str, Head]:
        """Return the streams of a slot that are in memory."""
        return {
            stream: head
            for stream, head in self._heads.items()
            if head.slot == slot and head.acknowledged
        }

    def _admit(self, stream: str, head: Head) -> Head:
        self._heads[stream] = head
        if len(self._heads) > self._most + self._most // BATCHES:
            with suppress(LogUnavailable):  # the disk is full: they stay
                self._put_away(1 + self._most // BATCHES)
        return head

    def _put_away(self, count: int) -> None:
        """Move the least recently used streams to the disk, many in one write."""
        unknown: dict[str, Head] = {}
        for stream, head in list(islice(self._heads.items(), count)):
            if head.pack is not None:
                self._heads.move_to_end(stream)  # it is being written
            elif head.is_on_disk:
                del self._heads[stream]
            else:
                unknown[stream] = head
        rows = [(each, head.slot, self._known(each, head)) for each, head in unknown.items()]
        if rows:
            self._cold.put(rows)
        for stream in unknown:
            del self._heads[stream]

    def _known(self, stream: str, head: Head) -> bytes:
        state, codec = head.state, self._codec
        if state is not None and codec is not None and head.packed_at != state.position:
            head.packed = zlib.compress(codec.encode_state(state), 1)
            head.packed_at = state.position
        fixed = (stream, head.by, head.line, head.acknowledged)
        return encode_known(Known(*fixed, tuple(head.newest), head.packed, head.packed_at))


def _head_of(known: Known) -> Head:
    head = Head(slot_of(known.stream))
    head.line, head.by = known.line, known.by
    head.called = known.by, known.line
    head.packed, head.packed_at = known.state, known.state_position
    head.position = head.acknowledged = known.position
    head.newest = list(known.newest)
    head.is_on_disk = True
    return head


def unpack_state(codec: Codec, stream: str, position: int, packed: bytes) -> StreamState | None:
    """Return a packed state, or None if another version of the code packed it."""
    return (
        codec.decode_state(stream, position, zlib.decompress(packed).decode()) if packed else None
    )
