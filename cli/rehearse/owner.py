"""An owner of slots in virtual time: real scheduling, rules, packing and order; modelled puts."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from math import ceil
from random import Random

from cli.load.histogram import Histogram
from cli.rehearse.decoded_log import DecodedLog
from cli.rehearse.gateway import Job
from cli.rehearse.loop import Core, Loop
from cli.rehearse.models import Models
from cli.rehearse.quotas import Quotas
from functions.owner.limits import Limits
from shared.adapters.journal.pack import Pack
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.tenure import Tenure
from shared.application.commands.handle_group import MOST_OF_STREAM, Group, plan_group
from shared.application.commands.ports import StreamMoved
from shared.application.commands.result import CommandResult
from shared.application.commands.stream_cache import StreamCache
from shared.games.catalogue import GAMES
from shared.realtime.scheduler import Scheduler, Slot
from shared.wire.packed import PackedCodec

ITEM = 100
"""Approximate bytes of an item without its entry: keys and names of attributes."""

UNIT = 1024
"""Bytes of a write unit."""

type Slots = Sequence[Slot[str, Job]]


class Owner:
    """One process: as `functions.owner.commands` with the journal, with callbacks for threads."""

    def __init__(
        self, loop: Loop, log: DecodedLog, models: Models, quotas: Quotas, seed: str
    ) -> None:
        limits, settings = Limits(), Settings()
        self.core = Core(loop)
        self.units = 0
        """Write units of its entries so far."""
        self.acks = Histogram()
        """Time from the arrival of a command to its acknowledgement."""
        self._name = seed
        self._loop, self._log, self._models, self._quotas = loop, log, models, quotas
        self._chance = Random(seed)  # noqa: S311 - a model, not a secret
        self._cache = StreamCache(lambda: loop.now, size=1_000_000)
        self._scheduler: Scheduler[str, Job] = Scheduler(limits.commands, limits.commands_of_stream)
        self._limits, self._gap = limits, settings.gap
        self._gathered: deque[Slot[str, Job]] = deque()
        self._under_way = 0
        self._decides = False
        self._codec = PackedCodec(GAMES)
        self._tenure = Tenure(seed, settings)
        self._wakes = False
        self._sent: deque[tuple[Pack, Callable[[], None]]] = deque()

    def take(self, job: Job) -> None:
        began = self._loop.now

        def told(result: CommandResult | str) -> None:
            self.acks.add(self._loop.now - began)
            job.answer(result)

        slot = self._scheduler.enter(Job(job.asked, told), sorted(set(job.asked.scope.writes)))
        if slot is None:
            job.answer("overloaded")
        elif slot.is_ready:
            self._start(slot)

    def _start(self, slot: Slot[str, Job]) -> None:
        if not self._gathered:
            self._loop.after(0, self._hand_out)
        self._gathered.append(slot)

    def _hand_out(self) -> None:
        if self._gathered and not self._decides and self._under_way < self._limits.groups:
            self._under_way += 1
            self._decides = True
            many = min(self._limits.group, len(self._gathered))
            first = [self._gathered.popleft() for _ in range(many)]
            behind = [self._scheduler.share(slot, MOST_OF_STREAM - 1) for slot in first]
            slots = [*first, *chain.from_iterable(behind)]
            cost = self._models.cpu.wake + len(slots) * self._models.cpu.owned
            self.core.work(cost, partial(self._decide, slots))

    def _decide(self, slots: Slots) -> None:
        group = plan_group(self._log, self._cache, [slot.work.asked for slot in slots])
        self._decides = False
        last: Pack | None = None
        for commits in group.appends:
            offered = self._tenure.offer(self._codec.prepare(*commits))
            assert isinstance(offered, Pack), "an owner writes its streams alone"
            last = offered
        if last is None:
            self._written(slots, group)
            return
        self._sent.append((last, partial(self._tell, slots, group)))
        self._write()
        self._hand_out()

    def _write(self) -> None:
        """Begin to write what is due, and come back when more will be."""
        while (due := self._tenure.due_in(self._loop.now, self._gap)) == 0:
            position, entry = self._tenure.start(self._loop.now)
            units = ceil((len(entry) + ITEM) / UNIT)
            self.units += units
            self._quotas.write_key(self._name, units)
            self._put(position, units)
        if due is not None and not self._wakes:
            self._wakes = True
            self._loop.after(due + 1e-9, self._wake)

    def _wake(self) -> None:
        self._wakes = False
        self._write()

    def _put(self, position: int, units: int) -> None:
        """Try again for as long as the table refuses it."""
        wait = self._models.put.draw(self._chance)
        if self._quotas.use("dynamodb.table_writes", units):
            self._loop.after(wait, partial(self._land, position))
        else:
            self._loop.after(wait, partial(self._put, position, units))

    def _land(self, position: int) -> None:
        self._tenure.land(position)
        while self._sent and self._sent[0][0].wait(0) is None:
            _, then = self._sent.popleft()
            then()
        self._write()

    def _tell(self, slots: Slots, group: Group) -> None:
        """Put what viewers are told of a match into words before the answers, as the real one."""
        written = partial(self._written, slots, group)
        if slots[0].work.asked.game.matchmaking:
            self.core.work(len(slots) * self._models.cpu.shown, written)
        else:
            written()

    def _written(self, slots: Slots, group: Group) -> None:
        self._under_way -= 1
        for commits in group.appends:
            self._log.keep(*commits)
        results = group.finish(self._cache, [None] * len(group.runs))
        for slot, result in zip(slots, results, strict=True):
            if isinstance(result, StreamMoved):  # its answer must be read behind the others'
                self._start(slot)
                continue
            if isinstance(result, Exception):
                raise result
            slot.work.answer(result)
            for following in self._scheduler.leave(slot):
                self._start(following)
        self._hand_out()
