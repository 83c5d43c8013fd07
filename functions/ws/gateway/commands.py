"""Carries out players' commands off the loop: one at a time a stream, many streams at once.

Why they take turns: docs/decisions/0010-commands-take-turns.md.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread

from msgspec import Struct

from functions.ws.gateway.host import Host
from functions.ws.gateway.player_socket import PlayerSocket
from shared.application.commands.handle_command import Asked, Handled, ask
from shared.application.commands.handle_group import handle_group
from shared.application.commands.ports import StreamMoved
from shared.application.commands.postpone import handle_or_postpone
from shared.games.codebattle.decider import CODE_BATTLE
from shared.realtime.perform import command_of, reply_to
from shared.realtime.publisher import Publisher, messages_of
from shared.realtime.scheduler import Scheduler, Slot
from shared.realtime.session import Session
from shared.runtime import clock
from shared.wire import frames as f
from shared.wire.feed import Told

GROUP = 25
"""Commands that are written in one request (BatchExecuteStatement)."""

GROUP_WORKERS = 4
SOLO_WORKERS = 32
"""A transaction is a request of its own, some milliseconds that a thread waits."""

RETRY_AFTER = 1.0


class Job(Struct, frozen=True):
    """A player's command, and where its answer goes."""

    socket: PlayerSocket
    frame_id: str
    asked: Asked


class Done(Struct, frozen=True):
    """What came of a command."""

    slot: Slot[str, Job]
    reply: f.ServerFrame
    told: Sequence[Told]


type Slots = Sequence[Slot[str, Job]]


def overloaded(frame_id: str) -> f.Error:
    """Say that nothing was done, and when to try again."""
    return f.Error("overloaded", "too many commands wait; try again", frame_id, RETRY_AFTER)


class Commands:
    """`told` is called on the loop for each message, before its command is answered.

    A worker publishes all commits of a group after the answers.
    """

    def __init__(self, host: Host, told: Callable[[Told], None], publisher: Publisher) -> None:
        self._host = host
        self._parts = host.parts
        self._told = told
        self._publisher = publisher
        self._scheduler: Scheduler[str, Job] = Scheduler(
            host.limits.commands, host.limits.commands_of_stream
        )
        self._gathered: list[Slot[str, Job]] = []
        self._ready: deque[Slot[str, Job]] = deque()
        self._calls: SimpleQueue[bool] = SimpleQueue()
        self._solos: SimpleQueue[Slot[str, Job] | None] = SimpleQueue()
        self._threads = [
            *(Thread(target=self._work_in_groups) for _ in range(GROUP_WORKERS)),
            *(Thread(target=self._work_alone) for _ in range(SOLO_WORKERS)),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def waiting(self) -> int:
        """How many commands are here."""
        return self._scheduler.size

    def take(self, socket: PlayerSocket, session: Session, frame: f.CommandFrame) -> None:
        """Carry out a command, or say that there are too many."""
        who = session.identity
        command = command_of(frame, who.username, who.player_id, self._parts.clock())
        asked = ask(CODE_BATTLE, command, who.player_id, frame.id)
        slot = self._scheduler.enter(Job(socket, frame.id, asked), sorted(set(asked.scope.writes)))
        if slot is None:
            socket.reply(overloaded(frame.id))
        elif slot.is_ready:
            self._start(slot)

    async def finish(self, until: float) -> None:
        """Return when nothing waits any more, or at that time of the loop."""
        while self.waiting and self._host.loop.time() < until:  # noqa: ASYNC110 - polled with a deadline
            await asyncio.sleep(0.01)

    def stop(self) -> None:
        """End the workers; they finish what they have, but nothing that waits for its stream."""
        self._hand_out()
        for _ in range(GROUP_WORKERS):
            self._calls.put(False)
        for _ in range(SOLO_WORKERS):
            self._solos.put(None)
        for thread in self._threads:
            thread.join()

    def _start(self, slot: Slot[str, Job]) -> None:
        """One stream that is known needs no reading, so its command may share a request."""
        known = len(slot.keys) == 1 and self._parts.cache.get(slot.keys[0]) is not None
        if not known:
            self._solos.put(slot)
            return
        if not self._gathered:
            self._host.loop.call_soon(self._hand_out)
        self._gathered.append(slot)

    def _hand_out(self) -> None:
        """Call as few workers as the commands of a turn of the loop need: each costs a switch."""
        gathered, self._gathered = self._gathered, []
        self._ready.extend(gathered)
        for _ in range(0, len(gathered), GROUP):
            self._calls.put(True)

    def _finish(self, done: Sequence[Done]) -> None:
        for each in done:
            for message in each.told:
                self._told(message)
            each.slot.work.socket.reply(each.reply)
            for slot in self._scheduler.leave(each.slot):
                self._start(slot)

    # In the workers

    def _work_in_groups(self) -> None:
        while self._calls.get():
            slots: list[Slot[str, Job]] = []
            with suppress(IndexError):  # others have taken the rest
                while len(slots) < GROUP:
                    slots.append(self._ready.popleft())
            if slots:
                self._carry_out(slots)

    def _work_alone(self) -> None:
        while (slot := self._solos.get()) is not None:
            self._carry_out([slot])

    def _carry_out(self, slots: Slots) -> None:
        results = self._handle(slots)
        done = [self._done(slot, each) for slot, each in zip(slots, results, strict=True)]
        self._host.loop.call_soon_threadsafe(self._finish, done)
        commits = [
            commit for each in results if isinstance(each, Handled) for commit in each.commits
        ]
        self._publisher.publish(commits, [message for each in done for message in each.told])

    def _handle(self, slots: Slots) -> Sequence[Handled | Exception]:
        """Somebody elsewhere may write to a stream too: then it is read again, and tried again."""
        if len(slots) == 1:
            return [self._alone(slots[0].work.asked)]
        asked = [slot.work.asked for slot in slots]
        try:
            results = handle_group(self._parts.log, self._parts.cache, asked)
        except Exception as fault:  # noqa: BLE001 - told to each, logged as a fault
            return [fault] * len(slots)
        return [
            self._alone(each) if isinstance(result, StreamMoved) else result
            for each, result in zip(asked, results, strict=True)
        ]

    def _alone(self, asked: Asked) -> Handled | Exception:
        try:
            return handle_or_postpone(self._parts, asked, clock.pause)
        except Exception as error:  # noqa: BLE001 - the edge: told to the player
            return error

    def _done(self, slot: Slot[str, Job], result: Handled | Exception) -> Done:
        frame_id = slot.work.frame_id
        if isinstance(result, Exception):
            return Done(slot, reply_to(frame_id, result, self._parts.on_fault), ())
        told = messages_of(self._parts.cache, result.commits)
        if refusal := result.refusal:
            return Done(slot, reply_to(frame_id, refusal, self._parts.on_fault), told)
        return Done(slot, f.Done(frame_id, dict(result.outcome)), told)
