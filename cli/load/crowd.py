"""One process's part of the crowd: it does what is due when it is due, whatever is unanswered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from itertools import count
from random import Random
from time import monotonic
from typing import Any

from cli.load.entry import Entry
from cli.load.keep_alive import HttpFailed, KeepAlive
from cli.load.plan import Plan, interval_seconds
from cli.load.player import Player
from cli.load.recorder import Recorder
from cli.load.scene import Scene
from cli.load.schedule import Due, schedule
from cli.load.sockets import ConnectFailed, Socket

SLOWEST = 30.0
"""Seconds between two tries to connect, at most; at first up to half a second."""

TRIES = 8
PATIENCE = 10.0
"""Seconds that the last answers may take."""

SETTLE = 3.0
"""Seconds for the last frames: the guaranteed path repeats one about a second later."""

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
    """`begin` is the run's start on the monotonic clock."""

    def __init__(self, plan: Plan, begin: float) -> None:
        self.recorder = Recorder(begin, interval_seconds(plan.profile))
        self._plan = plan
        self._begin = begin
        self._chance = Random(f"{plan.seed}/{plan.first}")  # noqa: S311 - a crowd, not a secret
        self._scene = Scene(plan.battle, plan.profile, self.recorder, self._chance)
        self._http = KeepAlive(plan.url)
        self._entry = Entry(self._http, self.recorder, plan.battle)
        self._players: dict[int, Player] = {}
        self._sockets: dict[int, Socket] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._leaving = False

    async def play(self, stop: asyncio.Event) -> None:
        """Play the profile, or until `stop`; then wait for answers and compare with the log."""
        sweeping = asyncio.create_task(self._sweep())
        await self._follow_schedule(stop)
        await self._until(lambda: not self._pending(), PATIENCE, asyncio.Event())
        await self._until(lambda: False, SETTLE, stop)
        if not stop.is_set():
            await self._check()
        await self._until(lambda: not self._pending(), PATIENCE, asyncio.Event())
        sweeping.cancel()
        await self._leave()

    async def _follow_schedule(self, stop: asyncio.Event) -> None:
        """Do what is due; what is still to be done at the end, because of lag, is left undone."""
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
        _, number, deed = due
        if deed == "come":
            account = self._plan.accounts[number // self._plan.processes]
            self._players[number] = Player(self._scene, account, self._plan.seed)
            self._start(self._live(number))
            return
        player = self._players.get(number)
        if player is None:
            return
        match deed:
            case "cut":
                if number in self._sockets:
                    self.recorder.happened("cut")
                    self._sockets[number].cut()
            case "look":
                if player.sees_board and self._chance.random() < self._plan.profile.pushed_looks:
                    self.recorder.looked("pushed")
                else:
                    self._start(self._entry.look(player))
            case _:
                player.do(deed, monotonic())

    async def _live(self, number: int) -> None:
        """Keep the player connected, as the client library does."""
        player, failures = self._players[number], 0
        while not (self._leaving or player.over) and failures < TRIES:
            after = 0.0
            try:
                socket = await self._entry.enter(player)
            except (HttpFailed, ConnectFailed) as error:
                after = error.retry_after if isinstance(error, HttpFailed) else 0.0
                failures += 1
            else:
                failures = 0
                self._sockets[number] = socket
                socket.greet()
                await socket.closed.wait()
                del self._sockets[number]
                self.recorder.happened("left" if self._leaving else "disconnected")
            if not (self._leaving or player.over):
                most = min(SLOWEST, 0.5 * 2**failures)
                await asyncio.sleep(max(after, self._chance.uniform(0, most)))

    async def _sweep(self) -> None:
        """Look after every player about once a second, and send heartbeats when they are due."""
        beat = round(self._plan.profile.heartbeat_seconds)
        for turn in count():
            await asyncio.sleep(1 / SLICES)
            now = monotonic()
            self.recorder.roll(now)
            second, part = divmod(turn, SLICES)
            for number in self._plan.players[part::SLICES]:
                socket = self._sockets.get(number)
                if socket is None:
                    continue
                self._players[number].tick(now)
                if beat and (second + number) % beat == 0:
                    self.recorder.happened("heartbeats")
                    socket.beat()
                self._move(number, socket)

    def _move(self, number: int, socket: Socket) -> None:
        """Change sockets when the host has asked for it."""
        player = self._players[number]
        if player.moves_within is not None:
            wait = self._chance.uniform(0, player.moves_within)
            player.moves_within = None
            asyncio.get_running_loop().call_later(wait, socket.leave)

    async def _check(self) -> None:
        """Have every player compare its private channel with the log, some 2,000 a second."""
        for number, player in enumerate(list(self._players.values())):
            player.check(monotonic())
            if number % 100 == 0:
                await asyncio.sleep(POLL)

    async def _leave(self) -> None:
        self._leaving = True
        for player in self._players.values():
            player.requests.fail("no_answer")
        for socket in list(self._sockets.values()):
            socket.leave()
        await self._until(lambda: not self._sockets, PATIENCE, asyncio.Event())
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._http.close()

    def _pending(self) -> int:
        return sum(len(each.requests) for each in self._players.values())

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
