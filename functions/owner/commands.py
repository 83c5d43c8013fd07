"""Carries out commands on the own journal: one at a time per stream, many streams in one entry."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain

from msgspec import Struct

from functions.owner.limits import Limits
from shared.application.commands.handle_command import handle_request
from shared.application.commands.handle_group import MOST_OF_STREAM, handle_group
from shared.application.commands.ports import StreamMoved
from shared.application.commands.request import CommandRequest
from shared.application.commands.result import CommandResult
from shared.application.ports import Overloaded
from shared.realtime.scheduler import Scheduler, Slot
from shared.runtime import clock
from shared.runtime.bootstrap import Application
from shared.runtime.spans import span, subjects

type Result = CommandResult | Exception


class Job(Struct, frozen=True):
    """A command, and the function that takes its result on the loop."""

    asked: CommandRequest
    answer: Callable[[Result], None]


type Slots = Sequence[Slot[str, Job]]


class Commands:
    """Carries out commands; belongs to the loop's thread, except its workers."""

    def __init__(self, parts: Application, limits: Limits) -> None:
        self._parts = parts
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._scheduler: Scheduler[str, Job] = Scheduler(limits.commands, limits.commands_of_stream)
        self._gathered: list[Slot[str, Job]] = []
        self._under_way = 0
        self._decides: asyncio.TimerHandle | None = None
        self._workers = ThreadPoolExecutor(limits.groups, thread_name_prefix="group")

    @property
    def waiting(self) -> int:
        """The number of commands in this process."""
        return self._scheduler.size

    def take(self, asked: CommandRequest, answer: Callable[[Result], None]) -> None:
        """Carry out a command, or refuse it if there are too many."""
        slot = self._scheduler.enter(Job(asked, answer), sorted(set(asked.scope.writes)))
        if slot is None:
            answer(Overloaded(self._limits.retry_seconds))
        elif slot.is_ready:
            self._start(slot)

    def stop(self) -> None:
        """End the workers; they finish their commands."""
        while self._gathered:
            self._hand_over()
        self._workers.shutdown()

    def _start(self, slot: Slot[str, Job]) -> None:
        if not self._gathered:
            self._loop.call_soon(self._hand_out)
        self._gathered.append(slot)

    def _hand_out(self) -> None:
        """Start a worker if none is deciding.

        Others wait for their entries while new commands gather. A worker that takes long waits for
        another owner, whose streams it reads: then the next one starts.
        """
        if self._gathered and self._decides is None and self._under_way < self._limits.groups:
            self._hand_over()

    def _hand_over(self) -> None:
        group = self._limits.group
        first, self._gathered = self._gathered[:group], self._gathered[group:]
        behind = [self._scheduler.share(slot, MOST_OF_STREAM - 1) for slot in first]
        slots = [*first, *chain.from_iterable(behind)]
        self._under_way += 1
        self._decides = self._loop.call_later(self._limits.decide_seconds, self._decided)
        self._workers.submit(self._carry_out, slots).add_done_callback(self._check)

    def _decided(self) -> None:
        if self._decides is not None:
            self._decides.cancel()
            self._decides = None
        self._hand_out()

    def _check(self, carried_out: Future[None]) -> None:
        if isinstance(fault := carried_out.exception(), Exception):
            self._parts.on_fault(fault)

    def _finish(self, slots: Slots, results: Sequence[Result]) -> None:
        self._under_way -= 1
        for slot, result in zip(slots, results, strict=True):
            slot.work.answer(result)
            for following in self._scheduler.leave(slot):
                self._start(following)
        self._hand_out()

    # In the workers

    def _carry_out(self, slots: Slots) -> None:
        results = self._handle([each.work.asked for each in slots])
        done = [each for each in results if isinstance(each, CommandResult)]
        commits = [commit for each in done for commit in each.commits]
        after = [state for each in done for state in each.after]
        publisher = self._parts.gateway_publisher
        messages = publisher.messages(commits, after)
        self._loop.call_soon_threadsafe(self._finish, slots, results)
        if commits:
            with span("publish", *subjects(commits)):
                publisher.publish(commits, messages)

    def _handle(self, asked: Sequence[CommandRequest]) -> Sequence[Result]:
        def decided() -> None:
            self._loop.call_soon_threadsafe(self._decided)

        try:
            results = handle_group(self._parts.log, self._parts.cache, asked, decided)
        except Exception:  # noqa: BLE001 - one of them: alone it is told, the others are written
            return [self._alone(each) for each in asked]
        return [
            self._alone(each) if isinstance(result, StreamMoved) else result
            for each, result in zip(asked, results, strict=True)
        ]

    def _alone(self, asked: CommandRequest) -> Result:
        """Handle a command alone and read its stream again, as it has just changed owners."""
        try:
            return handle_request(self._parts.log, self._parts.cache, asked, clock.pause)
        except Exception as error:  # noqa: BLE001 - the edge: told to the caller
            return error
