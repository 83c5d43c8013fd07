"""Carries out players' commands off the loop: one at a time per stream, many streams at once.

Why they take turns: docs/decisions/0010-commands-take-turns.md.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from msgspec import Struct

from functions.ws.gateway.host import Host
from functions.ws.gateway.player_socket import PlayerSocket
from shared.adapters.owners.slot_owners import SlotOwners
from shared.application.commands.handle_group import MOST_OF_STREAM, handle_together
from shared.application.commands.request import CommandRequest, ask
from shared.application.commands.result import CommandResult
from shared.kernel.facts import Commit
from shared.realtime.publisher import Publisher
from shared.realtime.replies import error_of, overloaded, reply_to
from shared.realtime.scheduler import Scheduler, Slot
from shared.realtime.session import Session
from shared.runtime import clock
from shared.runtime.clock import monotonic
from shared.runtime.observability import about
from shared.runtime.spans import Subject, is_told, span, subjects, tell_span
from shared.wire import frames as f
from shared.wire.bus import BusMessage
from shared.wire.commands import CommandFrame, name_of
from shared.wire.owner_calls import AnyAnswer, Carried
from shared.wire.read_frame import BadFrame

GROUP = 25
"""Maximum commands written in one request (BatchExecuteStatement)."""

GROUP_WORKERS = 4
SOLO_WORKERS = 32
"""Threads for transactions: each is a request of its own, for which one waits some milliseconds."""


class Job(Struct, frozen=True):
    """A player's command, and the socket that gets its answer."""

    socket: PlayerSocket
    frame: CommandFrame
    player: str
    asked: CommandRequest
    began: float

    def tell(self, reply: f.ServerFrame) -> None:
        """Write the span of the command, from its frame to its reply."""
        asked, error = self.asked, error_of(reply)
        if is_told(self.began, asked.by, asked.command_id, error):
            stream = asked.scope.writes[0]
            of = Subject(asked.by, asked.command_id, asked.trace, stream, self.player)
            tell_span(name_of(self.frame), self.began, of, error=error, is_root=True)


class Done(Struct, frozen=True):
    """The result of a command."""

    slot: Slot[str, Job]
    reply: f.ServerFrame
    messages: Sequence[BusMessage]


type Slots = Sequence[Slot[str, Job]]
type Finish = Callable[[Sequence[Done]], None]


class Commands:
    """Carries out commands; `publish` is called on the loop with their messages before the answers.

    A worker publishes all commits of a group after the answers.
    """

    def __init__(
        self, host: Host, publish: Callable[[Sequence[BusMessage]], None], publisher: Publisher
    ) -> None:
        self._host = host
        self._parts = host.parts
        self._publish = publish
        self._publisher = publisher
        self._scheduler: Scheduler[str, Job] = Scheduler(
            host.limits.commands, host.limits.commands_of_stream
        )
        self._gathered: list[Slot[str, Job]] = []
        self._groups_under_way = 0
        self._groups = ThreadPoolExecutor(GROUP_WORKERS, thread_name_prefix="group")
        self._solos = ThreadPoolExecutor(SOLO_WORKERS, thread_name_prefix="solo")

    @property
    def waiting(self) -> int:
        """The number of commands in this process."""
        return self._scheduler.size

    def take(self, socket: PlayerSocket, session: Session, frame: CommandFrame) -> None:
        """Carry out a command, or refuse it if there are too many."""
        try:
            meant = self._parts.frames.intent(frame, session.identity, self._parts.clock())
        except BadFrame as bad:
            socket.reply(reply_to(frame.id, bad, self._parts.on_fault))
            return
        trace = frame.trace or ""
        asked = ask(meant.game, meant.command, meant.by, meant.command_id, trace=trace)
        job = Job(socket, frame, session.identity.username, asked, monotonic())
        writes = asked.scope.writes
        slot = self._scheduler.enter(job, sorted(set(writes)) if len(writes) > 1 else writes)
        if slot is None:
            socket.reply(overloaded(frame.id))
        elif slot.is_ready:
            self._start(slot)

    async def finish(self, until: float) -> None:
        """Return when no command waits any more, or at that time of the loop."""
        while self.waiting and self._host.loop.time() < until:  # noqa: ASYNC110 - polled with a deadline
            await asyncio.sleep(0.01)

    def stop(self) -> None:
        """End the workers; they finish their commands, but none that waits for its stream."""
        self._hand_out(sys.maxsize)
        self._groups.shutdown()
        self._solos.shutdown()

    def _start(self, slot: Slot[str, Job]) -> None:
        """Start a command: if its stream is cached it needs no read, so it may share a request."""
        owners = self._parts.owners
        if owners is not None and owners.takes(slot.work.asked):
            self._pass_on(owners, slot)
            return
        if len(slot.keys) > 1 or self._parts.cache.to_write(slot.keys[0]) is None:
            self._submit(self._solos, [slot], self._finish)
            return
        if not self._gathered:
            self._host.loop.call_soon(self._hand_out)
        self._gathered.append(slot)

    def _pass_on(self, owners: SlotOwners, slot: Slot[str, Job]) -> None:
        """Send a command to its owner, and those of other players that wait for its stream.

        A player's next command waits: if the owner changes, each is sent again by a worker, in any
        order.
        """
        players = {slot.work.player}

        def joins(job: Job) -> bool:
            is_another = job.player not in players
            players.add(job.player)
            return is_another

        for each in (slot, *self._scheduler.share(slot, MOST_OF_STREAM - 1, joins)):
            if (answer := owners.begin(each.work.asked)) is not None:
                answer.add_done_callback(partial(self._heard, owners, each))
            else:
                self._submit(self._solos, [each], self._finish)

    def _hand_out(self, most: int = GROUP_WORKERS) -> None:
        """Call few workers: each costs a switch, and waiting commands share a larger request."""
        while self._gathered and self._groups_under_way < most:
            slots, self._gathered = self._gathered[:GROUP], self._gathered[GROUP:]
            alone = [slot for slot in slots if not self._shares(slot)]
            if alone:
                self._groups_under_way += 1
                self._submit(self._groups, alone, self._finish_group)

    def _shares(self, slot: Slot[str, Job]) -> bool:
        """Write a command with those that wait for its stream, if any do: in one transaction."""
        waiting = self._scheduler.share(slot, MOST_OF_STREAM - 1)
        if waiting:
            self._submit(self._solos, [slot, *waiting], self._finish)
        return bool(waiting)

    def _submit(self, workers: ThreadPoolExecutor, slots: Slots, finish: Finish) -> None:
        workers.submit(self._carry_out, slots, finish).add_done_callback(self._check)

    def _check(self, carried_out: Future[None]) -> None:
        if isinstance(fault := carried_out.exception(), Exception):
            self._parts.on_fault(fault)

    def _finish_group(self, done: Sequence[Done]) -> None:
        self._groups_under_way -= 1
        self._finish(done)
        self._hand_out()

    def _finish(self, done: Sequence[Done]) -> None:
        self._publish([message for each in done for message in each.messages])
        for each in done:
            each.slot.work.socket.reply(each.reply)
            each.slot.work.tell(each.reply)
            for slot in self._scheduler.leave(each.slot):
                self._start(slot)

    # In the threads that receive the owners' answers

    def _heard(self, owners: SlotOwners, slot: Slot[str, Job], answer: Future[AnyAnswer]) -> None:
        """Take an owner's answer: it has published its commits.

        If the owner changed, a worker looks for it.
        """
        told = None if answer.exception() else answer.result()
        if isinstance(told, Carried):
            done = Done(slot, self._reply(slot, owners.result(told)), ())
            self._host.loop.call_soon_threadsafe(self._finish, [done])
        else:
            self._submit(self._solos, [slot], self._finish)

    # In the workers

    def _carry_out(self, slots: Slots, finish: Finish) -> None:
        results = handle_together(self._parts, [each.work.asked for each in slots], clock.pause)
        done = [self._done(slot, each) for slot, each in zip(slots, results, strict=True)]
        self._host.loop.call_soon_threadsafe(finish, done)
        commits = [commit for each in results for commit in _unpublished(each)]
        with span("publish", *subjects(commits)):
            self._publisher.publish(
                commits, [message for each in done for message in each.messages]
            )

    def _done(self, slot: Slot[str, Job], result: CommandResult | Exception) -> Done:
        after = result.after if isinstance(result, CommandResult) else ()
        messages = self._publisher.messages(_unpublished(result), after)
        return Done(slot, self._reply(slot, result), messages)

    def _reply(self, slot: Slot[str, Job], result: CommandResult | Exception) -> f.ServerFrame:
        job = slot.work
        if isinstance(result, CommandResult):
            return reply_to(job.frame.id, result, self._parts.on_fault)
        with about(stream=slot.keys[0], player=job.player):  # what may be a fault has a line
            return reply_to(job.frame.id, result, self._parts.on_fault)


def _unpublished(result: CommandResult | Exception) -> Sequence[Commit]:
    """Return the commits that this process wrote; an owner publishes its own."""
    if isinstance(result, Exception) or result.is_published:
        return ()
    return result.commits
