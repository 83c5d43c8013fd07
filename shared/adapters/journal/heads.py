"""What the owner of slots knows of their streams: where they stand, and their newest commits."""

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
"""A write to the disk has one part of so many."""


class Head:
    """A stream. `position` counts what is being written too, `acknowledged` what is in.

    `line` is the number by which the journal calls it and `by`, who wrote its last commit there;
    `called` is the same as of the last commit that is being written. `state` is that after the last
    sixteenth commit, and `packed` one in the form of a snapshot, which takes less room.
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
        """As it is here."""
        self.pack: Pack | None = None
        """In which its last commit is written."""

    def keep(self, kept: bytes) -> None:
        """Keep the newest commit."""
        if len(self.newest) == SNAPSHOT_EVERY:
            del self.newest[0]
        self.newest.append(kept)


class Heads:
    """The streams of some slots: `most` in memory, others on the disk; not safe for threads.

    Raises LogUnavailable if the disk has lost a stream. Without `codec` there are no states.
    """

    def __init__(self, codec: Codec | None = None, most: int = 4096) -> None:
        self._codec = codec
        self._most = most
        self._heads: OrderedDict[str, Head] = OrderedDict()
        self._cold = ColdStreams()

    @property
    def is_lost(self) -> bool:
        """Whether the disk has lost streams, so that somebody has to read the journal."""
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
        """A commit is in; return where its stream is now."""
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
        """Know a stream from what is stored of it."""
        head = self.open(stream)
        head.position = head.acknowledged = position
        head.newest = list(newest)
        head.state = state

    def section(self, slot: int, version: int, position: int) -> bytes:
        """Return what is known of a slot, as of the entry at a position, in a snapshot's form."""
        here = self._here(slot)
        streams = [known for stream, known in self._cold.of_slot(slot) if stream not in here]
        streams += [self._known(stream, head) for stream, head in here.items()]
        return encode_section(slot, version, position, streams)

    def family(self, slot: int, family: str) -> list[str]:
        streams = {**self._here(slot), **dict.fromkeys(self._cold.names(slot))}
        return [each for each in streams if family_of(each) == family]

    def busy(self) -> set[int]:
        """Return the slots that have any stream."""
        return self._cold.slots().union(each.slot for each in self._heads.values())

    def packs(self, slot: int) -> list[Pack]:
        """Return in what streams of a slot are being written."""
        return [each.pack for each in self._heads.values() if each.slot == slot and each.pack]

    def drop(self, slot: int) -> None:
        """Forget the streams of a slot."""
        for stream in [each for each, head in self._heads.items() if head.slot == slot]:
            del self._heads[stream]
        self._cold.drop(slot)

    def close(self) -> None:
        """Give back the disk; nothing is asked any more."""
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
        """Let those go to the disk that were not used for longest; many are one write."""
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
    """Return a state that was packed; nothing for one of another version."""
    return (
        codec.decode_state(stream, position, zlib.decompress(packed).decode()) if packed else None
    )
