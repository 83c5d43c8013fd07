"""Plays one process's part of the crowd by its schedule, without waiting for answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from itertools import count
from random import Random
from time import monotonic
from typing import Any

from cli.load.context import RunContext
from cli.load.entry import Entry
from cli.load.keep_alive import KeepAlive
from cli.load.lifecycle import Lifecycle
from cli.load.plan import Plan, interval_seconds
from cli.load.player import Player
from cli.load.recorder import Recorder
from cli.load.schedule import Due, schedule

PATIENCE = 10.0
"""Seconds that the last answers may take."""

SETTLE = 3.0
"""Seconds without a message of a player's stream after which no more is on the way."""

LONGEST_SETTLE = 60.0
"""Seconds after which the run ends though messages still come."""

POLL = 0.05
SLICES = 20
"""Parts of the crowd that are looked after in turn, so that no sweep holds up the others."""

BEHIND = 2.0
"""Seconds after the end in which the crowd may still do what was due before."""

YIELD_EVERY = 20
"""Overdue things done in a row, before answers are taken in."""

SOONEST = 0.001
"""Seconds before its time that a thing may be done: timers are no finer."""


class Crowd:
    """`begin` is the run's start on the monotonic clock; `patience` is for the last answers."""

    def __init__(self, plan: Plan, begin: float, patience: float = PATIENCE) -> None:
        self.recorder = Recorder(begin, interval_seconds(plan.profile))
        self._plan = plan
        self._begin = begin
        self._patience = patience
        self._chance = Random(f"{plan.seed}/{plan.first}")  # noqa: S311 - a crowd, not a secret
        self._context = RunContext(plan.battle, plan.profile, self.recorder, self._chance)
        self._http = KeepAlive(plan.url)
        self._entry = Entry(self._http, self.recorder, plan)
        self._players: dict[int, Lifecycle] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def play(self, stop: asyncio.Event) -> None:
        """Play the profile, or until `stop`; then wait for answers and compare with the log."""
        sweeping = asyncio.create_task(self._sweep())
        await self._follow_schedule(stop)
        await self._wait_for_answers(stop)
        quiet = await self._is_quiet(stop)
        whole = not stop.is_set()
        if whole:
            await self._check(quiet=quiet)
        await self._wait_for_answers(stop)
        if whole:
            self._count_players()
        sweeping.cancel()
        await self._leave()

    async def _follow_schedule(self, stop: asyncio.Event) -> None:
        """Do what is due. Actions that are late at the end, because of lag, are dropped."""
        plan, end = self._plan, self._begin + self._plan.profile.seconds
        for number, due in enumerate(schedule(plan.profile, plan.players, plan.seed)):
            wait = self._begin + due[0] - monotonic()
            if wait > SOONEST:
                await self._until(lambda: False, wait, stop)
            elif number % YIELD_EVERY == 0:
                await asyncio.sleep(0)
            if stop.is_set():
                return
            now = monotonic()
            self.recorder.results.lag.add(max(0.0, now - self._begin - due[0]))
            if now <= end + BEHIND:
                self._do(due)
            else:
                self.recorder.happened("undone")
        await self._until(lambda: False, end - monotonic(), stop)

    def _do(self, due: Due) -> None:
        _, number, action = due
        if action == "come":
            account = self._plan.accounts[number // self._plan.processes]
            room = self._plan.profile.room(self._plan.battle, number)
            newcomer = Player(self._context, account, self._plan.seed, room)
            self._players[number] = Lifecycle(newcomer, self._entry, self._context)
            self._start(self._players[number].run())
            return
        player = self._players.get(number)
        if player is None:
            return
        match action:
            case "cut" if player.connected:
                self.recorder.happened("cut")
                player.cut()
            case "cut":
                pass
            case "look":
                self._look(player.player)
            case _:
                player.do(action)

    def _look(self, player: Player) -> None:
        if player.sees_board and self._chance.random() < self._plan.profile.pushed_looks:
            self.recorder.looked("pushed")
        else:
            self._start(self._read_board(player))

    async def _read_board(self, player: Player) -> None:
        player.etag = await self._entry.look(player.etag)

    async def _sweep(self) -> None:
        """Look after every player about once a second, and send heartbeats when they are due."""
        beat = round(self._plan.profile.heartbeat_seconds)
        for turn in count():
            await asyncio.sleep(1 / SLICES)
            now = monotonic()
            self.recorder.roll(now)
            second, part = divmod(turn, SLICES)
            for number in self._plan.players[part::SLICES]:
                player = self._players.get(number)
                if player is None or not player.connected:
                    continue
                player.manager.tick()
                if beat and (second + number) % beat == 0:
                    self.recorder.happened("heartbeats")
                    player.beat()

    async def _is_quiet(self, stop: asyncio.Event) -> bool:
        """Wait until no message of a stream comes any more, and say whether it has come to that."""
        heard, since, end = -1, monotonic(), monotonic() + LONGEST_SETTLE
        while (now := monotonic()) < end and not stop.is_set():
            if heard != self.recorder.told:
                heard, since = self.recorder.told, now
            elif now - since >= SETTLE:
                return True
            await asyncio.sleep(POLL)
        return False

    async def _check(self, *, quiet: bool) -> None:
        """Have every player compare its stream with the log, some 2,000 a second."""
        for number, player in enumerate(list(self._players.values())):
            player.check(quiet=quiet)
            if number % 100 == 0:
                await asyncio.sleep(POLL)

    async def _wait_for_answers(self, stop: asyncio.Event) -> None:
        """Wait for players who are on their way back too, unless the run ends early."""
        await self._until(
            lambda: not (self._frames_pending() or (self._away() and not stop.is_set())),
            self._patience,
            asyncio.Event(),
        )

    def _count_players(self) -> None:
        """Say of everybody who came whether they are there, and what they could not compare."""
        for each in self._players.values():
            self.recorder.happened("there_at_the_end" if each.connected else "missing_at_the_end")
            self.recorder.results.order.unchecked += each.player.unchecked

    async def _leave(self) -> None:
        for player in self._players.values():
            player.leave()
        await self._until(self._are_gone, self._patience, asyncio.Event())
        self._entry.fail("no_answer", monotonic() - self._patience)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._http.close()

    def _are_gone(self) -> bool:
        return not any(each.manager.transports for each in self._players.values())

    def _frames_pending(self) -> bool:
        return any(each.player.pending for each in self._players.values())

    def _away(self) -> bool:
        """Whether a player has yet to get in, or an answer over HTTP is to come."""
        return self._entry.pending or any(each.away for each in self._players.values())

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """A bug of the generator is told at once, and the rest goes on."""
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            asyncio.get_running_loop().call_exception_handler(
                {"message": "A player of the crowd broke", "exception": error, "task": task}
            )

    @staticmethod
    async def _until(true: Callable[[], bool], seconds: float, stop: asyncio.Event) -> None:
        """Return when it is so, when the time is over, or when all is to stop."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0 and not stop.is_set() and not true():  # noqa: ASYNC110 - as any condition
            await asyncio.sleep(min(left, POLL))
