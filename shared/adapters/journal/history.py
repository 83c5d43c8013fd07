"""Reads the commits of slots from the journals that hold them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, msgpack
from msgspec.structs import replace

from shared.adapters.journal.heads import unpack_state
from shared.adapters.journal.last_snapshots import LastSnapshots, Snapshots
from shared.adapters.journal.protocol import Slot, Span
from shared.adapters.journal.segments import SegmentReader, Segments
from shared.adapters.journal.slots import slot_of
from shared.adapters.journal.spans import begin_of, end_of, holds, unpacker_of
from shared.adapters.journal.store import JournalStore
from shared.application.commands.ports import LogUnavailable
from shared.kernel.facts import StreamState
from shared.kernel.rules import SNAPSHOT_EVERY
from shared.wire.packed import PackedCodec
from shared.wire.sections import Known, Section
from shared.wire.shipped import Kept

type Wanted = Callable[[str], bool]

type Placed = tuple[int, bytes]
"""A position, and the stored form of the commit there."""


class Loaded(Struct, frozen=True):
    """What an owner has to know of a stream; `state` is the one after the last sixteenth commit."""

    position: int
    newest: list[bytes]
    state: StreamState | None


class Histories:
    """Reads commits and returns them in its own codec's form, whichever version wrote them."""

    def __init__(
        self,
        store: JournalStore,
        codec: PackedCodec,
        snapshots: Snapshots | None = None,
        segments: Segments | None = None,
    ) -> None:
        self._store = store
        self._segments = SegmentReader(segments)
        self.snapshots = LastSnapshots(snapshots)
        self._codec = codec
        self._codecs: dict[str, PackedCodec] = {}

    def of_slot(self, number: int, wanted: Wanted) -> dict[str, list[tuple[int, bytes]]]:
        """Return the commits of streams in a slot that this process does not own.

        If the slot's owner changes meanwhile, its journals are read again.
        """
        slot = self._store.read_slot(number)
        while True:
            found = self.of([slot], wanted)
            again = self._store.read_slot(number)
            if again == slot:
                return found
            slot = again

    def tail(self, incarnation: str, after: int) -> Iterator[Kept]:
        """Yield the commits of a sealed journal in entries after a position.

        An entry names a line where a slot's span begins; an earlier section knows the others.
        """
        spans: dict[int, list[Span]] = {}
        for slot in self._store.read_slots():
            own = [each for each in slot.spans if each.incarnation == incarnation]
            if rest := [each for each in own if each.last is None or each.last > after]:
                spans[slot.number] = rest
        sections = {
            each.slot: each
            for each in self.snapshots.names(incarnation)
            if each.slot in spans
            and each.version == spans[each.slot][0].version
            and each.position <= after
        }
        if spans:
            read = self._read(incarnation, spans, _all, sections, after)
            for stream, commits in read.items():
                yield from ((stream, position, kept) for position, kept in commits)

    def busiest(self, incarnation: str, slots: Iterable[int]) -> list[int]:
        """Return slots of a writer; those with streams in its last snapshot come first."""
        busy = self.snapshots.busy(incarnation)
        return sorted(slots, key=lambda slot: slot not in busy)

    def load(self, slots: Iterable[Slot]) -> dict[str, Loaded]:
        """Return what an owner has to know of slots whose spans have all ended.

        It reads the newest snapshot of each slot, and the journals after that snapshot.
        """
        bases: dict[str, dict[int, Section]] = defaultdict(dict)
        rest = []
        for slot in slots:
            spans = slot.spans
            for number, span in reversed(list(enumerate(slot.spans))):
                if section := self.snapshots.section(span, slot.number):
                    bases[span.incarnation][slot.number] = section
                    after = replace(span, first=section.position + 1)
                    spans = (after, *slot.spans[number + 1 :])
                    break
            rest.append(Slot(slot.number, slot.version, spans))
        found = self._commits(rest, _all, bases)
        known: dict[str, tuple[Known | None, PackedCodec]] = {
            each.stream: (each, self._codec_of(incarnation))
            for incarnation, sections in bases.items()
            for section in sections.values()
            for each in section.streams
        }
        loaded: dict[str, Loaded] = {}
        for stream in {*found, *known}:
            base, codec = known.get(stream, (None, self._codec))
            loaded[stream] = self._loaded(stream, found.get(stream, []), base, codec)
        return loaded

    def _loaded(
        self, stream: str, tail: Sequence[Placed], known: Known | None, codec: PackedCodec
    ) -> Loaded:
        """Apply the commits of the tail to what was known of a stream."""
        before: list[Placed] = []
        state: StreamState | None = None
        if known is not None:
            first = known.position - len(known.newest) + 1
            before = [
                (position, self._own_form(codec, stream, position, kept))
                for position, kept in enumerate(known.newest, first)
            ]
            at = known.state_position
            state = unpack_state(self._codec.states, stream, at, known.state)
        commits = [*before, *tail]
        position = commits[-1][0]
        wanted = position - position % SNAPSHOT_EVERY
        at = state.position if state else 0
        if wanted > at and commits[0][0] <= at + 1:
            before = [each for each in commits if at < each[0] <= wanted]
            state = self._folded(state or StreamState(stream), before)
        return Loaded(position, [kept for _, kept in commits[-SNAPSHOT_EVERY:]], state)

    def _folded(self, state: StreamState, commits: Iterable[Placed]) -> StreamState | None:
        """Fold commits into a state; return None if the game can't: a slot needs an owner."""
        try:
            told = [self._codec.commit(state.stream, *each) for each in commits]
            return self._codec.fold(state, told)
        except Exception:  # noqa: BLE001 - whoever reads the stream meets the fault itself
            return None

    def of(self, slots: Iterable[Slot], wanted: Wanted) -> dict[str, list[Placed]]:
        """Return the commits of streams, by position; each journal is read once."""
        return self._commits(slots, wanted, {})

    def _commits(
        self,
        slots: Iterable[Slot],
        wanted: Wanted,
        bases: Mapping[str, Mapping[int, Section]],
    ) -> dict[str, list[Placed]]:
        spans: dict[str, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
        for slot in slots:
            for span in slot.spans:
                if span.last is None or span.last >= span.first:
                    spans[span.incarnation][slot.number].append(span)
        found: dict[str, list[Placed]] = defaultdict(list)
        for incarnation, of_slots in spans.items():
            read = self._read(incarnation, of_slots, wanted, bases.get(incarnation, {}))
            for stream, commits in read.items():
                found[stream] += commits
        for commits in found.values():
            commits.sort()
        return found

    def _read(
        self,
        incarnation: str,
        spans: Mapping[int, list[Span]],
        wanted: Wanted,
        sections: Mapping[int, Section],
        after: int = 0,
    ) -> dict[str, list[Placed]]:
        """Read a journal's commits of some slots, from segments and then from the table.

        Lines are named where a span begins, or in sections.
        """
        codec, found = self._codec_of(incarnation), defaultdict[str, list[Placed]](list)

        def take(slot: int, at: int, stream: str, position: int, kept: bytes) -> None:
            if at > after and wanted(stream) and holds(spans.get(slot, ()), at):
                found[stream].append((position, self._own_form(codec, stream, position, kept)))

        bases = dict(sections)
        reach = self._segments.reach(incarnation)
        for slot, some in spans.items():
            begin = begin_of(some, sections.get(slot))
            if begin <= reach:
                held = self._segments.commits(incarnation, slot, max(begin, after + 1), wanted)
                for stream, (at, position, kept) in held:
                    take(slot, at, stream, position, kept)
                bases[slot] = self._segments.section(incarnation, slot)
        first = min(begin_of(some, bases.get(slot)) for slot, some in spans.items())
        unpacker = unpacker_of(bases)
        for at, entry in self._entries(incarnation, first, end_of(spans)):
            for stream, position, kept in unpacker.read(entry, at):
                take(slot_of(stream), at, stream, position, kept)
        return found

    def _entries(
        self, incarnation: str, first: int, last: int | None
    ) -> Iterator[tuple[int, bytes]]:
        """Yield positions and entries; raise LogUnavailable rather than leave any out."""
        if last is not None and last < first:
            return
        at = first - 1
        for at, entry in enumerate(self._store.entries(incarnation, first, last), first):
            yield at, entry
        if last is not None and at < last:
            raise LogUnavailable(f"entry {at + 1} of journal {incarnation} is not to be had")

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


def _all(_: str) -> bool:
    return True
