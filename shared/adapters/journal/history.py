"""Reads the commits of slots from the journals that hold them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import msgpack

from shared.adapters.journal.heads import slot_of
from shared.adapters.journal.protocol import Slot, Span
from shared.adapters.journal.store import JournalStore
from shared.wire.entries import Unpacker
from shared.wire.packed import PackedCodec
from shared.wire.shipped import Kept

type Wanted = Callable[[str], bool]


class Histories:
    """Commits come in the own codec's form, whatever code wrote them."""

    def __init__(self, store: JournalStore, codec: PackedCodec) -> None:
        self._store = store
        self._codec = codec
        self._codecs: dict[str, PackedCodec] = {}

    def of_slot(self, number: int, wanted: Wanted) -> dict[str, list[tuple[int, bytes]]]:
        """Return the commits of streams of a slot that is another's, or nobody's.

        The slot may change hands meanwhile; then its journals are read again.
        """
        slot = self._store.read_slot(number)
        while True:
            found = self.of([slot], wanted)
            again = self._store.read_slot(number)
            if again == slot:
                return found
            slot = again

    def tail(self, incarnation: str, after: int, last: int) -> Iterator[Kept]:
        """Yield the commits of a journal in entries after a position, up to the last one."""
        codec, unpacker = self._codec_of(incarnation), Unpacker()
        for at, entry in enumerate(self._store.entries(incarnation, 1, last), 1):
            for stream, position, kept in unpacker.read(entry):
                if at > after:
                    yield stream, position, self._own_form(codec, stream, position, kept)

    def of(self, slots: Iterable[Slot], wanted: Wanted) -> dict[str, list[tuple[int, bytes]]]:
        """Return the commits of streams, by position; each journal is read once."""
        spans: dict[str, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
        for slot in slots:
            for span in slot.spans:
                spans[span.incarnation][slot.number].append(span)
        found: dict[str, list[tuple[int, bytes]]] = defaultdict(list)
        for incarnation, of_slots in spans.items():
            self._read(incarnation, of_slots, wanted, found)
        for commits in found.values():
            commits.sort()
        return found

    def _read(
        self,
        incarnation: str,
        spans: Mapping[int, list[Span]],
        wanted: Wanted,
        found: Mapping[str, list[tuple[int, bytes]]],
    ) -> None:
        every = [span for some in spans.values() for span in some]
        first = min(span.first for span in every)
        ends = [span.last for span in every]
        last = None if None in ends else max(end for end in ends if end is not None)
        codec, unpacker = self._codec_of(incarnation), Unpacker()
        for at, entry in enumerate(self._store.entries(incarnation, first, last), first):
            for stream, position, kept in unpacker.read(entry):
                if wanted(stream) and _holds(spans.get(slot_of(stream), ()), at):
                    found[stream].append((position, self._own_form(codec, stream, position, kept)))

    def _own_form(self, codec: PackedCodec, stream: str, position: int, kept: bytes) -> bytes:
        if codec is self._codec:
            return kept
        return self._codec.keep(codec.commit(stream, position, kept))

    def _codec_of(self, incarnation: str) -> PackedCodec:
        if incarnation not in self._codecs:
            row = self._store.read_writer(incarnation)
            alphabet = msgpack.decode(row.alphabet) if row else self._codec.alphabet
            self._codecs[incarnation] = self._codec.of(alphabet)
        return self._codecs[incarnation]


def _holds(spans: Iterable[Span], position: int) -> bool:
    return any(
        span.first <= position and (span.last is None or position <= span.last) for span in spans
    )
