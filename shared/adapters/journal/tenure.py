"""Holds one incarnation of a writer: the slots that it owns and what it writes. Not thread-safe."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from math import inf

from shared.adapters.journal.heads import Heads
from shared.adapters.journal.history import Loaded
from shared.adapters.journal.pack import Pack
from shared.adapters.journal.protocol import Slot
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.shipping import Backlog
from shared.adapters.journal.writer import Writer
from shared.application.commands.ports import LogUnavailable, StreamMoved, moved_on
from shared.wire.entries import Packer
from shared.wire.packed import Prepared, keep
from shared.wire.stored import MAX_BYTES, Codec

FULL = 4096
"""Size in bytes from which an entry waits for no more commits."""

type Entry = tuple[Pack, bytes]


class Tenure:
    """One incarnation, which lasts until another process seals its journal."""

    def __init__(self, incarnation: str, settings: Settings, codec: Codec | None = None) -> None:
        self.writer: Writer[Pack] = Writer(incarnation, settings.at_once)
        self.slots: dict[int, Slot] = {}
        self.heads = Heads(codec, settings.streams)
        self.is_deposed = False
        self.sure_until = 0.0
        self.backlog = Backlog()
        self._packer = Packer()
        self._new_event = settings.threads.event
        self._pack: Pack | None = None
        self._packed: deque[Entry] = deque()
        self._began = -inf  # when the last entry began

    def offer(self, commits: Sequence[Prepared]) -> Pack | StreamMoved:
        """Add commits to the next entry, all or none."""
        if moved := moved_on((each.commit for each in commits), self._position):
            return StreamMoved(*moved)
        if self._packer.size + sum(each.size for each in commits) > MAX_BYTES:
            self._close()
        pack = self._pack = self._pack or Pack(self._new_event())
        for each in commits:
            head = self.heads.open(each.commit.stream)
            head.called = self._packer.add(each, head.called)
            pack.lines.append(head.called[1])
            pack.commits.append(each)
            head.position, head.pack = each.commit.position, pack
        return pack

    def pending(self, streams: Iterable[str]) -> list[Pack]:
        """Return the packs that contain unacknowledged commits of these streams."""
        heads = [self.heads.find(each) for each in streams]
        return [each.pack for each in heads if each and each.pack]

    @property
    def gathers(self) -> bool:
        """Whether an entry waits for more commits."""
        return self._pack is not None and not self._packed and self._packer.size < FULL

    def due_in(self, now: float, gap: float) -> float | None:
        """Return the seconds until an entry is due; None if there is nothing to wait for.

        Two entries begin at least `gap` seconds apart, unless the second one is full.
        """
        if self.writer.is_full or (self._pack is None and not self._packed):
            return None
        return max(0.0, self._began + gap - now) if self.gathers else 0.0

    def start(self, now: float) -> tuple[int, bytes]:
        """Begin to write the next entry; return its position and its bytes."""
        self._began = now
        if not self._packed:
            self._close()
        pack, entry = self._packed.popleft()
        return self.writer.start(pack), entry

    def land(self, position: int, *, ships: bool = False) -> None:
        """Note a written entry, acknowledge all up to a gap, and queue them for shipping."""
        first = self.writer.acknowledged + 1
        for at, pack in enumerate(self.writer.land(position), first):
            kept = [(each.commit, keep(each)) for each in pack.commits]
            for (commit, form), line in zip(kept, pack.lines, strict=True):
                head = self.heads.settle(commit, form, line)
                if head.pack is pack:
                    head.pack = None
            if ships:
                self.backlog.add(at, [(each.stream, each.position, form) for each, form in kept])
            pack.settle()

    def depose(self) -> None:
        """Tell all waiting threads that the outcome of their commits is unknown."""
        self.is_deposed = True
        open_packs = [self._pack] if self._pack else []
        unknown = [*self.writer.depose(), *(pack for pack, _ in self._packed), *open_packs]
        self._pack = None
        self._packed.clear()
        self.slots.clear()
        self.heads.close()
        for pack in unknown:
            pack.settle(LogUnavailable("another process has taken over this journal's streams"))

    def serve(self, slot: Slot, history: Mapping[str, Loaded]) -> None:
        """Begin to serve a slot, with what is stored of its streams."""
        self.heads.drop(slot.number)
        for stream, known in history.items():
            self.heads.load(stream, known.position, known.newest, known.state)
        self.slots[slot.number] = slot

    def busiest(self) -> list[int]:
        """Return its slots; those known to have streams come first."""
        busy: set[int] = set()
        with suppress(LogUnavailable):
            busy = self.heads.busy()
        return sorted(self.slots, key=lambda number: number not in busy)

    def leave(self, number: int) -> tuple[Slot, list[Pack]]:
        """Stop writing a slot; return it, and the packs to await before it is released."""
        return self.slots.pop(number), self.heads.packs(number)

    def _position(self, stream: str) -> int:
        head = self.heads.find(stream)
        return head.position if head else 0

    def _close(self) -> None:
        if self._pack is not None:
            self._packed.append((self._pack, self._packer.take()))
            self._pack = None
