"""Writes journals: the threads, and which slots this process owns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Condition, Event, Lock, Thread
from time import monotonic

from msgspec import msgpack

from shared.adapters.journal.heads import slot_of
from shared.adapters.journal.history import Histories
from shared.adapters.journal.liveness import Watch
from shared.adapters.journal.pack import Pack
from shared.adapters.journal.protocol import Slot, release, run, take, write
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.store import JournalStore, WriterRow
from shared.adapters.journal.tenure import Tenure
from shared.application.commands.ports import LogUnavailable, StreamMoved
from shared.wire.packed import PackedCodec, Prepared

BEAT_SECONDS = 1.0
RETRY_SECONDS = 0.05

PATIENCE = 10.0
"""Seconds for which an acknowledgement is waited for."""


class NotOwner(LogUnavailable):
    """Another process writes the stream; `owner` is its incarnation."""

    def __init__(self, owner: str) -> None:
        super().__init__(f"{owner} writes this stream")
        self.owner = owner


class Host:
    """Claims the slots of streams that are written to, if they have no living owner."""

    def __init__(
        self,
        store: JournalStore,
        codec: PackedCodec,
        new_id: Callable[[], str],
        settings: Settings,
    ) -> None:
        self._store = store
        self._alphabet = msgpack.encode(codec.alphabet)
        self._new_id = new_id
        self._settings = settings
        self.claims = settings.claims
        self._histories = Histories(store, codec)
        self._watch = Watch(monotonic, settings.silence)
        self._ends: dict[str, int] = {}
        self._claiming = Lock()
        self._ready = Condition()
        self._closed = Event()
        self._is_registered = False
        self._beat = 0
        self._tenure = Tenure(new_id(), settings.at_once)
        self._threads = [Thread(target=self._send, daemon=True) for _ in range(settings.at_once)]
        self._threads.append(Thread(target=self._live, daemon=True))
        for each in self._threads:
            each.start()

    @property
    def incarnation(self) -> str:
        return self._tenure.writer.incarnation

    def append_each(self, appends: Sequence[Sequence[Prepared]]) -> list[Exception | None]:
        """Write each all or none; return what failed."""
        offered = [self.offer(each) for each in appends]
        return [each.wait(PATIENCE) if isinstance(each, Pack) else each for each in offered]

    def claim(self, *numbers: int) -> None:
        """Own these slots; raise NotOwner of one whose owner lives."""
        for number in numbers:
            if number not in self._tenure.slots:
                with self._claiming:
                    self._claim(number)

    def owner_of(self, number: int) -> Tenure | None:
        """Return the tenure that owns a slot, if this process does."""
        tenure = self._tenure
        return tenure if number in tenure.slots else None

    def locked(self) -> Condition:
        """Return what guards the tenure."""
        return self._ready

    def release(self, number: int) -> None:
        """Give up a slot, once its commits are in."""
        with self._claiming:
            with self._ready:
                tenure = self._tenure
                if number not in tenure.slots:
                    return
                slot, packs = tenure.leave(number)
            if all(pack.wait(PATIENCE) is None for pack in packs):
                run(self._store, release(slot, tenure.writer.acknowledged))
            with self._ready:
                tenure.heads.drop(number)

    def close(self) -> None:
        """Give up all slots, and end the threads."""
        for number in list(self._tenure.slots):
            self.release(number)
        with self._ready:
            self._closed.set()
            self._ready.notify_all()
        for each in self._threads:
            each.join()

    def offer(self, commits: Sequence[Prepared]) -> Pack | Exception:
        """Add commits to the next entry, all or none; return what to wait for, or what failed."""
        streams = [each.commit.stream for each in commits]
        numbers = {slot_of(each) for each in streams}
        try:
            self.claim(*numbers)
        except LogUnavailable as failure:
            return failure
        with self._ready:
            tenure = self._tenure
            if self._closed.is_set() or not numbers <= tenure.slots.keys():
                return LogUnavailable("the stream's slot has just been taken over")
            offered = tenure.offer(commits, monotonic())
            pending = tenure.pending(streams) if isinstance(offered, StreamMoved) else []
            if tenure.is_to_be_noticed:
                self._ready.notify()
        for pack in pending:  # whoever reads now finds what was first
            pack.wait(PATIENCE)
        return offered

    def _claim(self, number: int) -> None:
        """Claim a slot, with all others of an owner that is silent; raise NotOwner of another."""
        tenure = self._tenure
        if self._closed.is_set():
            raise LogUnavailable("this process writes no journal any more")
        if number in tenure.slots:
            return
        self._register(tenure)
        owner = self._store.read_slot(number).owner
        numbers = [number]
        if not self.claims:
            raise NotOwner(owner or "nobody")
        if owner is not None and owner != tenure.writer.incarnation:
            if not self._may_take_from(owner):
                raise NotOwner(owner)
            every = self._store.read_slots()
            numbers = list({number, *(each.number for each in every if each.owner == owner)})
        steps = (take(each, tenure.writer, self._ends) for each in numbers)
        taken = [slot for each in steps if (slot := run(self._store, each))]
        self._serve(tenure, taken)
        if number not in tenure.slots:
            raise NotOwner("somebody faster")

    def _may_take_from(self, owner: str) -> bool:
        if owner in self._ends:
            return True
        return self._watch.is_silent(owner, self._store.read_writer(owner))

    def _serve(self, tenure: Tenure, taken: Sequence[Slot]) -> None:
        ended = [Slot(each.number, each.version, each.spans[:-1]) for each in taken]
        history = self._histories.of(ended, lambda _: True)
        with self._ready:
            if tenure.is_deposed:
                return
            for slot in taken:
                of_slot = {each: history[each] for each in history if slot_of(each) == slot.number}
                tenure.serve(slot, of_slot)

    def _register(self, tenure: Tenure) -> None:
        """Write the writer's row before its first claim."""
        if not self._is_registered:
            self._tell(tenure)
            self._is_registered = True

    def _tell(self, tenure: Tenure) -> None:
        writer, address = tenure.writer, self._settings.address
        row = WriterRow(
            writer.incarnation, self._beat, writer.acknowledged, address, self._alphabet
        )
        self._store.write_writer(row)

    def _send(self) -> None:
        """Write what is due; a fault ends heartbeats too, so that others take over."""
        try:
            while (started := self._next()) is not None:
                self._write_entry(*started)
        except BaseException:
            with self._ready:
                self._closed.set()
                self._tenure.depose()
                self._ready.notify_all()
            raise

    def _write_entry(self, tenure: Tenure, position: int, entry: bytes) -> None:
        is_in = self._write(tenure, position, entry)
        with self._ready:
            if is_in and not tenure.is_deposed:
                tenure.land(position)
            elif not is_in and not self._closed.is_set():
                self._depose(tenure)
            self._ready.notify()

    def _next(self) -> tuple[Tenure, int, bytes] | None:
        """Wait until an entry is due; return nothing when the host is closed."""
        with self._ready:
            while not self._closed.is_set():
                due = self._tenure.due_in(monotonic(), self._settings.linger)
                if due == 0:
                    return self._tenure, *self._tenure.start()
                self._ready.wait(due)
        return None

    def _write(self, tenure: Tenure, position: int, entry: bytes) -> bool:
        """Try for as long as it takes: behind a position that is given up all would wait."""
        while not (self._closed.is_set() or tenure.is_deposed):
            try:
                return run(self._store, write(tenure.writer.incarnation, position, entry))
            except LogUnavailable:
                self._closed.wait(RETRY_SECONDS)
        return False

    def _depose(self, tenure: Tenure) -> None:
        if tenure is self._tenure:
            tenure.depose()
            self._tenure = Tenure(self._new_id(), self._settings.at_once)
            self._is_registered, self._beat = False, 0

    def _live(self) -> None:
        """Every second, write a heartbeat and take over from those who have none."""
        while not self._closed.wait(BEAT_SECONDS):
            with suppress(LogUnavailable):
                if self._is_registered:
                    self._beat += 1
                    self._tell(self._tenure)
                if self.claims:
                    self._take_over()

    def _take_over(self) -> None:
        """Claim what silent writers own; whoever asks for it next need not wait."""
        owned = {each.owner: each.number for each in self._store.read_slots()}
        for owner, number in owned.items():
            if owner not in (None, self.incarnation) and self._may_take_from(owner):
                with self._claiming:
                    self._claim(number)
