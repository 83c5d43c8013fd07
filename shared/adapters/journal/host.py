"""Writes journals: runs the threads, and claims and gives up the slots of this process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from itertools import batched
from threading import Condition

from msgspec import msgpack

from shared.adapters.journal.history import Histories
from shared.adapters.journal.keeping_thread import Keeping
from shared.adapters.journal.last_snapshots import Snapshots
from shared.adapters.journal.membership import SURE_SECONDS, Membership
from shared.adapters.journal.offers import Offers
from shared.adapters.journal.pack import Pack
from shared.adapters.journal.protocol import Slot, release, run, take
from shared.adapters.journal.sections import Sections
from shared.adapters.journal.segments import Segments
from shared.adapters.journal.sending import Sending
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.shipping import Facts
from shared.adapters.journal.slots import SLOTS, slot_of
from shared.adapters.journal.store import JournalStore
from shared.adapters.journal.tenure import Tenure
from shared.adapters.journal.told import Figures, NotOwner
from shared.adapters.journal.upkeep import Upkeep
from shared.application.commands.ports import LogUnavailable
from shared.application.ports import Unavailable
from shared.wire.packed import PackedCodec, Prepared

AT_ONCE, FEW = 4, 4
"""Threads that give up slots, and slots that each gives up at once; nobody serves those then."""

GIVEN_SECONDS = 2.0
"""Seconds for which this process does not claim a slot again that it gave up for others."""

PATIENCE = 10.0
"""Seconds for which a caller waits for an acknowledgement."""


class Host:
    """Claims the slots of streams that are written to, if they have no living owner."""

    def __init__(
        self,
        store: JournalStore,
        codec: PackedCodec,
        new_id: Callable[[], str],
        settings: Settings,
        facts: Facts | None = None,
        snapshots: Snapshots | None = None,
        segments: Segments | None = None,
    ) -> None:
        self._threads = threads = settings.threads
        self._store = store
        self._codec = codec
        self._facts = facts
        self._new_id = new_id
        self._settings = settings
        self.claims, self.key = settings.claims, settings.key
        self._histories = Histories(store, codec, snapshots, segments)
        self._membership = Membership(store, settings, msgpack.encode(codec.alphabet))
        self._claiming = [threads.lock() for _ in range(SLOTS)]
        self._given = dict.fromkeys(range(SLOTS), 0.0)
        self._ready, self.over = threads.condition(), threads.event()
        self._tenure = Tenure(new_id(), settings, codec.states)
        self._deposed = 0
        self._sending = Sending(self, store, settings, ships=facts is not None)
        self._sections = Sections(self._ready, snapshots)
        self._keeping = (
            Keeping(self, store, segments, self._membership) if segments is not None else None
        )
        known = (self._membership, self._histories, settings, facts)
        self._upkeep = Upkeep(self, *known, self._keeping)
        duties: list[Callable[[], object]] = [self._sending.send] * settings.at_once
        duties.append(partial(self._sections.write_for, self.over, self.tenure))
        duties.extend(self._upkeep.duties())
        self._ends = [threads.start(each) for each in duties]

    def tenure(self) -> Tenure:
        """Return the current tenure; hold `locked` while using it."""
        return self._tenure

    @property
    def incarnation(self) -> str:
        return self._tenure.writer.incarnation

    @property
    def is_sure(self) -> bool:
        """Whether no other process can have taken over yet, so that nothing known here is stale."""
        return self._threads.now() < self._tenure.sure_until

    def figures(self) -> Figures:
        """Return the figures since the last call."""
        with self._ready:
            tenure, slowest, deposed = self._tenure, self._sending.slowest, self._deposed
            self._sending.slowest, self._deposed = 0.0, 0
        now = self._threads.now()
        age = max(0.0, now + SURE_SECONDS - tenure.sure_until)
        kept = now - self._keeping.kept_at if self._keeping else 0.0
        told = (deposed, self._upkeep.unowned, tenure.backlog.size, len(tenure.slots), kept)
        return Figures(slowest, age, *told)

    def append_each(self, appends: Sequence[Sequence[Prepared]]) -> list[Exception | None]:
        """Write each append, all of its commits or none; return an exception or None for each."""
        offers = self.offer_each(appends)
        return [each.wait(PATIENCE) if isinstance(each, Pack) else each for each in offers]

    def claim(self, *numbers: int) -> None:
        """Claim these slots; raise NotOwner for one whose owner is alive."""
        for number in set(numbers) - self._tenure.slots.keys():
            with self._changing([number]):
                self._claim(number)

    def owner_of(self, number: int) -> Tenure | None:
        """Return the tenure that owns a slot, if this process does."""
        tenure = self._tenure
        return tenure if number in tenure.slots else None

    def locked(self) -> Condition:
        """Return the condition that guards the tenure."""
        return self._ready

    def take(self, numbers: Iterable[int], gone: str | None = None) -> None:
        """Claim slots that have no owner, or the owner `gone`; another process may be faster."""
        numbers = sorted(numbers)
        with self._changing(numbers):
            self._take(self._tenure, [n for n in numbers if n not in self._tenure.slots], gone)

    def release(self, *numbers: int) -> None:
        """Give up slots once their commits are acknowledged."""
        with self._changing(sorted(numbers)):
            self._give_up(self._tenure, numbers)

    def give(self, *numbers: int) -> None:
        """Give up slots so that other processes can claim them."""
        self._given |= dict.fromkeys(numbers, self._threads.now() + GIVEN_SECONDS)
        self.release(*numbers)

    @contextmanager
    def _changing(self, numbers: Sequence[int]) -> Iterator[None]:
        """Let only one thread at a time claim or give up each slot; `numbers` must ascend."""
        with ExitStack() as stack:
            for number in numbers:
                stack.enter_context(self._claiming[number])
            yield

    def _give_up(self, tenure: Tenure, numbers: Sequence[int]) -> None:
        """Write a snapshot of the slots, then release them.

        A slot whose commits are not acknowledged within `PATIENCE` is kept and served further.
        """
        with self._ready:
            left = [tenure.leave(number) for number in numbers if number in tenure.slots]
        sure = [slot for slot, packs in left if all(p.wait(PATIENCE) is None for p in packs)]
        self._sections.freeze(tenure, sure)
        last = tenure.writer.acknowledged
        for slot in sure:
            run(self._store, release(slot, last))
        with self._ready:
            for slot, _ in left:
                if slot in sure:
                    tenure.heads.drop(slot.number)
                elif not tenure.is_deposed:
                    tenure.slots[slot.number] = slot

    def close(self) -> None:
        """Give up all slots and end the threads; other processes pass on the remaining facts."""
        self.claims = False
        with suppress(LogUnavailable):
            self._membership.begin_to_leave(self._tenure)
        with self._ready:
            numbers = self._tenure.busiest()
        few = batched(numbers, FEW, strict=False)
        self._threads.each(AT_ONCE, lambda some: self.release(*some), few)
        with self._ready:
            self.over.set()
            self._ready.notify_all()
        for ended in self._ends:
            ended()
        with suppress(Unavailable):  # other processes do what is left
            if self._keeping is not None and self._tenure.writer.acknowledged:
                self._keeping.finish_own()
            self._membership.leave(self._tenure)
        self._tenure.heads.close()

    def offer_each(self, appends: Sequence[Sequence[Prepared]]) -> Sequence[Pack | Exception]:
        """Add all appends to one next entry; return for each the pack to wait for, or the error."""
        failures = [self._claim_for(each) for each in appends]
        with self._ready:
            gathered = self._tenure.gathers
            offers = Offers(self._tenure, is_over=self.over.is_set())
            offered = [offers.add(*each) for each in zip(appends, failures, strict=True)]
            if not (gathered and self._tenure.gathers):
                self._ready.notify()
        for pack in offers.pending:  # a caller that reads next finds these commits
            pack.wait(PATIENCE)
        return offered

    def _claim_for(self, commits: Sequence[Prepared]) -> LogUnavailable | None:
        try:
            self.claim(*(slot_of(each.commit.stream) for each in commits))
        except LogUnavailable as failure:
            return failure
        return None

    def _claim(self, number: int) -> None:
        """Claim a slot that has no owner or a silent one; raise NotOwner if the owner is alive."""
        tenure = self._tenure
        if self.over.is_set():
            raise LogUnavailable("this process writes no journal any more")
        if number in tenure.slots:
            return
        owner = self._store.read_slot(number).owner
        if not self.claims or self._threads.now() < self._given[number]:
            raise NotOwner(owner or "nobody")
        is_others = owner is not None and owner != tenure.writer.incarnation
        if is_others and not self._membership.is_gone(owner or ""):
            raise NotOwner(owner or "")
        self._take(tenure, [number], owner)
        if number not in tenure.slots:
            raise NotOwner("somebody faster")

    def _take(self, tenure: Tenure, numbers: Iterable[int], gone: str | None) -> None:
        """Try to claim slots, and serve those that were claimed."""
        self._membership.register(tenure)
        steps = (take(each, tenure.writer, self._membership.ends, gone) for each in numbers)
        taken = [slot for each in steps if (slot := run(self._store, each))]
        ended = [Slot(each.number, each.version, each.spans[:-1]) for each in taken]
        history = self._histories.load(ended)
        with self._ready:
            if tenure.is_deposed:
                return
            for slot in taken:
                of_slot = {each: history[each] for each in history if slot_of(each) == slot.number}
                tenure.serve(slot, of_slot)

    def depose(self, tenure: Tenure) -> None:
        """Stop writing a sealed journal and begin another one. The caller holds `locked`."""
        if tenure is self._tenure:
            self._deposed += 1
            tenure.depose()
            self._tenure = Tenure(self._new_id(), self._settings, self._codec.states)
