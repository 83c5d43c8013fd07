"""A gateway in virtual time: real scheduling, rules, cache and log; modelled cores and stores."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain
from random import Random

from msgspec import Struct

from cli.rehearse.decoded_log import DecodedLog
from cli.rehearse.line import Line
from cli.rehearse.loop import Call, Core, Host, Process
from cli.rehearse.models import Models
from cli.rehearse.quotas import Quotas
from cli.rehearse.table import Failure, Table
from functions.ws.gateway.commands import GROUP, GROUP_WORKERS, SOLO_WORKERS
from functions.ws.gateway.limits import Limits
from shared.application.commands.handle_command import RETRIES
from shared.application.commands.handle_group import MOST_OF_STREAM, plan_group
from shared.application.commands.plan import Plan, finish, plan
from shared.application.commands.ports import StreamMoved
from shared.application.commands.request import CommandRequest
from shared.application.commands.result import CommandResult
from shared.application.commands.stream_cache import StreamCache
from shared.kernel.facts import Commit
from shared.realtime.scheduler import Scheduler, Slot

type Answer = Callable[[CommandResult | str], object]
"""Takes what came of a command, or the name of a fault."""


class Job(Struct, frozen=True):
    """A command on its way, and who waits for it."""

    asked: CommandRequest
    answer: Answer


class Gateway:
    """One process: as `functions.ws.gateway.commands`, with callbacks for its threads."""

    def __init__(
        self, loop: Host, log: DecodedLog, models: Models, quotas: Quotas, seed: str
    ) -> None:
        limits = Limits()
        self.process = loop
        self._quotas = quotas
        self._upgrades = Line(loop, limits.upgrades)
        self._subscriptions = Line(loop, limits.subscriptions)
        self._loop, self._log, self._models = loop, log, models
        self._chance = Random(seed)  # noqa: S311 - a model, not a secret
        self._table = Table(loop, log, models, quotas, self._chance, self._tell)
        self._cache = StreamCache(lambda: loop.now, size=50_000)
        self.core = Core(loop)
        self._scheduler: Scheduler[str, Job] = Scheduler(limits.commands, limits.commands_of_stream)
        self._gathered: deque[Slot[str, Job]] = deque()
        self._waiting: deque[Slot[str, Job]] = deque()
        self._groups = self._solos = 0
        self.conflicts = 0
        self.others: Sequence[Gateway] = ()
        """Those that hear by the bus what is written here."""

    @property
    def is_dead(self) -> bool:
        return isinstance(self.process, Process) and self.process.is_dead

    def connect(self, then: Call, refused: Call) -> None:
        """Let a socket in: the login is written before it is answered."""

        def admit(done: Call) -> None:
            def opened() -> None:
                done()
                then()

            self._quotas.use("dynamodb.table_writes")
            wait = self._put()
            self._loop.after(wait, lambda: self.core.work(self._models.cpu.connect, opened))

        self._upgrades.enter(admit, refused)

    def resume(self, then: Call, refused: Call) -> None:
        """Show a stream from where its reader was."""

        def read(done: Call) -> None:
            def shown() -> None:
                done()
                then()

            self._quotas.use("dynamodb.table_reads")
            self._loop.after(self._models.query.draw(self._chance), shown)

        self._subscriptions.enter(read, refused)

    def take(self, job: Job) -> None:
        slot = self._scheduler.enter(job, sorted(set(job.asked.scope.writes)))
        if slot is None:
            job.answer("overloaded")
        elif slot.is_ready:
            self._start(slot)

    def _start(self, slot: Slot[str, Job]) -> None:
        if len(slot.keys) > 1 or self._cache.to_write(slot.keys[0]) is None:
            self._waiting.append(slot)
            self._next_solo()
            return
        if not self._gathered:
            self._loop.after(0, self._hand_out)
        self._gathered.append(slot)

    def _next_solo(self) -> None:
        while self._waiting and self._solos < SOLO_WORKERS:
            self._solos += 1
            slot = self._waiting.popleft()
            self.core.work(self._models.cpu.wake, partial(self._alone, slot, 0, ()))

    def _alone(self, slot: Slot[str, Job], attempt: int, behind: Sequence[str]) -> None:
        """Read what is not known or has moved, then decide, then write."""
        scope = slot.work.asked.scope
        known = all(map(self._cache.to_write, scope.writes)) and all(
            map(self._cache.to_read, scope.reads)
        )
        reading = 0.0 if known and not behind else self._models.query.draw(self._chance)
        self._loop.after(reading, lambda: self._decide(slot, attempt, behind))

    def _decide(self, slot: Slot[str, Job], attempt: int, behind: Sequence[str]) -> None:
        planned = plan(self._log, self._cache, slot.work.asked, behind)
        commits = planned.handled.commits
        latency = self._models.transact if len(commits) > 1 else self._models.put

        def stored(failure: Failure) -> None:
            if isinstance(failure, StreamMoved):
                self._again(slot, attempt, failure.streams)
            else:
                self._end_solo(slot, failure or finish(self._cache, planned))

        wait = latency.draw(self._chance) if commits else 0.0
        write = partial(self._table.write, commits, stored)
        cost = self._models.cpu.of(slot.work.asked.game)
        self.core.work(cost, lambda: self._loop.outside(wait, write))

    def _again(self, slot: Slot[str, Job], attempt: int, behind: Sequence[str]) -> None:
        self.conflicts += 1
        if attempt == RETRIES:
            self._end_solo(slot, "deferred" if slot.work.asked.game.deferral else "busy")
            return
        pause = self._chance.uniform(0, 0.02 * 2**attempt)
        self._loop.after(pause, lambda: self._alone(slot, attempt + 1, behind))

    def _end_solo(self, slot: Slot[str, Job], result: CommandResult | str) -> None:
        self._solos -= 1
        self._end(slot, result)
        self._next_solo()

    def _hand_out(self) -> None:
        while self._gathered and self._groups < GROUP_WORKERS:
            few = [self._gathered.popleft() for _ in range(min(GROUP, len(self._gathered)))]
            alone = [slot for slot in few if not self._shares(slot)]
            if alone:
                self._groups += 1
                self._carry_out(alone, self._end_group)

    def _shares(self, slot: Slot[str, Job]) -> bool:
        waiting = self._scheduler.share(slot, MOST_OF_STREAM - 1)
        if waiting:
            self._solos += 1
            self._carry_out([slot, *waiting], self._end_run)
        return bool(waiting)

    def _carry_out(self, slots: Sequence[Slot[str, Job]], then: Call) -> None:
        cpu = self._models.cpu
        cost = cpu.wake + sum(cpu.of(slot.work.asked.game) for slot in slots)
        self.core.work(cost, partial(self._group, slots, then))

    def _end_group(self) -> None:
        self._groups -= 1
        self._hand_out()

    def _end_run(self) -> None:
        self._solos -= 1
        self._next_solo()

    def _group(self, slots: Sequence[Slot[str, Job]], ended: Call) -> None:
        group = plan_group(self._log, self._cache, [slot.work.asked for slot in slots])

        def stored(numbers: Iterable[int], failure: Failure) -> None:
            for number in numbers:
                self._stored(slots[number], group.plans[number], failure)

        def write() -> None:
            ended()
            written = set(chain.from_iterable(group.runs))
            stored([number for number in range(len(slots)) if number not in written], None)
            for run, commits in zip(group.runs, group.appends, strict=True):
                self._table.write(commits, partial(stored, run))

        most = max(map(len, group.appends), default=0)
        latency = self._models.transact if most > 1 else self._models.put
        self._loop.outside(latency.draw(self._chance) if most else 0.0, write)

    def _stored(self, slot: Slot[str, Job], planned: Plan | Exception, failure: Failure) -> None:
        """End a command of a group, or try it again alone."""
        if isinstance(planned, Plan):
            result = finish(self._cache, planned) if failure is None else failure
        elif isinstance(planned, StreamMoved):
            result = planned
        else:
            raise planned
        if isinstance(result, StreamMoved):
            self._solos += 1
            self._again(slot, 0, result.streams)
        else:
            self._end(slot, result)

    def _tell(self, commits: Sequence[Commit]) -> None:
        for gateway in self.others:
            gateway.hear(commits)

    def hear(self, commits: Sequence[Commit]) -> None:
        """Note what somebody else wrote."""
        for each in commits:
            self._cache.moved(each.stream, each.position)

    def _end(self, slot: Slot[str, Job], result: CommandResult | str) -> None:
        self.core.work(self._models.cpu.send, lambda: slot.work.answer(result))
        for each in self._scheduler.leave(slot):
            self._start(each)

    def _put(self) -> float:
        return self._models.put.draw(self._chance)
