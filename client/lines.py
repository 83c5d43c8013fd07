"""Keeps a player's socket open: another one replaces it when it breaks, and before it must end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from math import inf
from typing import Literal

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from client.channels import Event
from client.core import Core
from client.errors import Closed, ProtocolError, RumpusError, Superseded
from client.line import Line
from client.requests import Frame
from client.timing import Moves, pause

SUPERSEDED = 4001
POLICY = 1008

TICK = 0.5

STEADY = 10.0
"""Seconds that a socket must last for the next pause to be short again."""

LINGER = 5.0
"""Seconds that an older socket is kept for what may still come over it."""

EXCUSED = 20.0
"""Seconds in which the host may end a socket for another one that could not be opened."""

REFUSALS = range(400, 500)
TOO_MANY = 429


type State = Literal["connected", "reconnecting", "resumed", "superseded", "closed"]


@dataclass(frozen=True)
class Link:
    """How the connection is; `superseded` and `closed` are final."""

    state: State
    reason: str = ""


class Lines:
    """One line to the host, and the older one beside it while the client moves.

    Moving is silent: no Link tells of it.
    """

    def __init__(
        self,
        ticket_url: Callable[[], Awaitable[str]],
        core: Core,
        clock: Callable[[], float],
        chance: Callable[[], float],
    ) -> None:
        self.events: asyncio.Queue[Event | Link | None] = asyncio.Queue()
        self.ready = asyncio.Event()
        self.over: RumpusError | None = None
        self._ticket_url = ticket_url
        self._core = core
        self._clock = clock
        self._chance = chance
        self._moves = Moves(chance)
        self._told: State | None = None
        self._newest: Line | None = None
        self._older: list[Line] = []
        self._excused = -inf
        """Until then the host may end a socket for one that was asked for and did not open."""

    def wake(self) -> None:
        """There may be something to send."""
        if self._newest is not None:
            self._newest.wake()

    def end(self, error: RumpusError, link: Link) -> None:
        """It is over for good; only the first reason counts."""
        if self.over is None:
            self.over = error
            self._core.over(error)
            self.events.put_nowait(link)
            self.events.put_nowait(None)
            self.ready.set()

    async def run(self) -> None:
        """Hold a line until it is over; what nobody expected ends it too, and is raised."""
        try:
            await self._keep()
        except Exception as fault:
            closed = Closed("fault")
            closed.__cause__ = fault
            self.end(closed, Link("closed", "fault"))
            raise

    async def _keep(self) -> None:
        """Go from line to line; a failed try makes the pause before the next longer."""
        failures = 0
        async with asyncio.TaskGroup() as group:
            while self.over is None:
                if (line := await self._dial(group)) is not None:
                    self._tell("resumed" if self.ready.is_set() else "connected")
                    self.ready.set()
                    since = self._clock()
                    await self._hold(line, group)
                    failures *= self._clock() - since < STEADY
                if self.over is None:
                    self._tell("reconnecting")
                    failures += 1
                    await asyncio.sleep(pause(failures, self._chance()))
            await self._hang_up()

    def _tell(self, state: State) -> None:
        """Say how the connection is, once for many tries that failed."""
        if state != self._told:
            self._told = state
            self.events.put_nowait(Link(state))

    async def _dial(self, group: asyncio.TaskGroup, older: Line | None = None) -> Line | None:
        """Open a line, perhaps beside an older one, or return None when that can't be done now."""
        excused = self._excused
        try:
            url = await self._ticket_url()
            self._excused = self._clock() + EXCUSED
            if older is not None:
                older.excused = self._excused
            socket = await connect(url, max_size=2**20, close_timeout=2, compression="deflate")
        except (OSError, httpx.RequestError, WebSocketException):
            return None
        except RumpusError as error:
            if older is None:
                self._judge(error)
            return None
        now = self._clock()
        if self._newest is not None:
            self._newest.newest = False
        self._newest = line = Line(socket, self._core.opened(now), self._core.outgoing)
        line.excused, self._excused = excused, -inf
        self._moves.opened(now)
        group.create_task(self._converse(line))
        self.wake()
        return line

    async def _hold(self, line: Line, group: asyncio.TaskGroup) -> None:
        """Return when the line has ended, or the last of those that took its place."""
        while self.over is None and not line.ended.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(line.ended.wait(), TICK)
            now = self._clock()
            self._core.tick(now)
            self.wake()
            self._part(now, group)
            if self._moves.due(now):
                line = await self._move(line, group)

    async def _move(self, line: Line, group: asyncio.TaskGroup) -> Line:
        """Return the line that takes this one's place; this one, where none can be had now."""
        newer = await self._dial(group, line)
        if newer is None:
            self._moves.failed(self._clock())
            return line
        line.excused = inf
        line.kept_until = self._clock() + LINGER
        self._older.append(line)
        return newer

    def _part(self, now: float, group: asyncio.TaskGroup) -> None:
        """Hang up the older lines of which nothing is expected any more."""
        for line in list(self._older):
            if now >= line.kept_until or not self._core.awaits(line.number):
                self._older.remove(line)
                group.create_task(line.hang_up())

    async def _hang_up(self) -> None:
        for line in (*self._older, *([self._newest] if self._newest else [])):
            await line.hang_up()

    async def _converse(self, line: Line) -> None:
        """Return when the line has ended; what it left unanswered goes over the newest one."""
        self._closing(line, *await line.converse(partial(self._take, line)))
        self._core.lost(line.number)
        self._core.tick(self._clock())
        self.wake()
        line.ended.set()

    def _take(self, line: Line, frame: Frame) -> None:
        if self.over is not None:
            return
        now = self._clock()
        match frame["type"]:
            case "closing":
                self._closing(line, frame["code"], frame["reason"])
            case "please_move":
                if line is self._newest:
                    self._moves.asked(frame["within"], now)
            case _:
                for event in self._core.receive(frame, now, line.number):
                    self.events.put_nowait(event)
                self.wake()

    def _closing(self, line: Line, code: int, reason: str) -> None:
        """Another login, or the server's policy, ends it for good; anything else is mended.

        A line that is left is ended for its successor, which is a newer login to the host.
        """
        if code == SUPERSEDED and self._clock() >= line.excused:
            self.end(Superseded("logged in elsewhere"), Link("superseded", reason))
        elif code == POLICY:
            self.end(Closed(reason), Link("closed", reason))

    def _judge(self, error: RumpusError) -> None:
        """Without a ticket for a reason that time does not heal there is no way back."""
        status = error.status if isinstance(error, ProtocolError) else None
        if status in REFUSALS and status != TOO_MANY:
            self.end(error, Link("closed", str(error)))
