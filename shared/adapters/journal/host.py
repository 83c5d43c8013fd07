"""Writes journals: the threads, and which slots this process owns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import batched
from math import inf
from threading import Condition, Event, Lock, Thread
from time import monotonic

from msgspec import msgpack

from shared.adapters.journal.heads import slot_of
from shared.adapters.journal.history import Histories
from shared.adapters.journal.membership import Gone, Membership
from shared.adapters.journal.pack import Pack
from shared.adapters.journal.protocol import Slot, release, run, take, write
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.shipping import Facts, ship
from shared.adapters.journal.store import JournalStore
from shared.adapters.journal.tenure import Tenure
from shared.application.commands.ports import LogUnavailable, StreamMoved
from shared.application.ports import Unavailable
from shared.wire.packed import PackedCodec, Prepared

BEAT_SECONDS = 1.0

SHIP_SECONDS = 0.05
"""For which facts are gathered before they are passed on: a record of a slot costs the same."""

LAST_SECONDS = 5.0
"""For which a process that ends passes on facts; others do so with what is left."""

BATCH = 16
"""Slots that are claimed before others may be claimed in between."""

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
        facts: Facts | None = None,
    ) -> None:
        self._store = store
        self._facts = facts
        self._alphabet = msgpack.encode(codec.alphabet)
        self._new_id = new_id
        self._settings = settings
        self.claims = settings.claims
        self._histories = Histories(store, codec)
        self._membership = Membership(store, settings, self._alphabet)
        self._claiming = Lock()
        self._ready = Condition()
        self._closed = Event()
        self._tenure = Tenure(new_id(), settings.at_once)
        self._threads = [Thread(target=self._send, daemon=True) for _ in range(settings.at_once)]
        self._threads.append(Thread(target=self._live, daemon=True))
        if facts is not None:
            self._threads.append(Thread(target=self._ship, args=(facts,), daemon=True))
        for each in self._threads:
            each.start()

    @property
    def incarnation(self) -> str:
        return self._tenure.writer.incarnation

    @property
    def is_sure(self) -> bool:
        """Whether nobody can have taken over yet, so that what is known here is the newest."""
        return monotonic() < self._tenure.sure_until

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
        with suppress(LogUnavailable):
            self._membership.leave(self._tenure)

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
            if tenure.backlog.is_full:
                return LogUnavailable("too many facts wait to be passed on")
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
        owner = self._store.read_slot(number).owner
        if not self.claims:
            raise NotOwner(owner or "nobody")
        numbers = {number}
        if owner is not None and owner != tenure.writer.incarnation:
            if not self._membership.is_gone(owner):
                raise NotOwner(owner)
            numbers |= {each.number for each in self._store.read_slots() if each.owner == owner}
        self._take(tenure, numbers)
        if number not in tenure.slots:
            raise NotOwner("somebody faster")

    def _take(self, tenure: Tenure, numbers: Iterable[int]) -> None:
        """Claim slots that nobody living owns, and serve those that nobody else was faster at."""
        self._membership.register(tenure)
        steps = (take(each, tenure.writer, self._membership.ends) for each in numbers)
        taken = [slot for each in steps if (slot := run(self._store, each))]
        ended = [Slot(each.number, each.version, each.spans[:-1]) for each in taken]
        history = self._histories.of(ended, lambda _: True)
        with self._ready:
            if tenure.is_deposed:
                return
            for slot in taken:
                of_slot = {each: history[each] for each in history if slot_of(each) == slot.number}
                tenure.serve(slot, of_slot)

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
                tenure.land(position, ships=self._facts is not None)
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

    def _ship(self, facts: Facts) -> None:
        """Pass on what is acknowledged; at the end, all that can be in `LAST_SECONDS`."""
        until = inf
        while monotonic() < until:
            if self._closed.wait(SHIP_SECONDS):
                until = min(until, monotonic() + LAST_SECONDS)
            with self._ready:
                tenure = self._tenure
                position, commits = tenure.backlog.due()
            if not commits and self._closed.is_set():
                return
            with suppress(Unavailable):
                ship(facts, self._alphabet, commits)
                with self._ready:
                    tenure.backlog.done(position)

    def _live(self) -> None:
        """Every second, write a heartbeat and take over from those who have none."""
        while not self._closed.wait(BEAT_SECONDS):
            with suppress(Unavailable):
                tenure = self._tenure
                if self._membership.renew(tenure):
                    with self._ready:
                        self._depose(tenure)
                if self.claims:
                    self._look_after_others()

    def _look_after_others(self) -> None:
        """Take over from who is gone, and claim a fair part of what nobody owns."""
        around = self._membership.around()
        for each in self._membership.gone(around, self.incarnation):
            self._end(each)
        if self._settings.shares:
            for some in batched(self._membership.part(around, self._tenure), BATCH, strict=False):
                with self._claiming:
                    self._take(self._tenure, [n for n in some if n not in self._tenure.slots])

    def _end(self, gone: Gone) -> None:
        """Take over from a writer, and pass on what it did not; then it is no member any more."""
        with self._claiming:
            self._take(self._tenure, gone.slots)
            end = self._membership.end_of(gone.incarnation, self.incarnation)
        if self._facts is not None:
            rest = self._histories.tail(gone.incarnation, gone.shipped, end)
            ship(self._facts, self._alphabet, rest)
        self._store.remove_member(gone.incarnation)
