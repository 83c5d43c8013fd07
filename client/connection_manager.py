"""Keeps a player's socket open: replaces it when it breaks, and before it must end.

It uses sockets only by a `Network`, which opens them and reports their frames and their end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import inf
from typing import assert_never

from client.core import Core
from client.errors import Closed, RumpusError, Superseded, Unreachable
from client.events import Event
from client.frames import Frame, Message
from client.phases import Connected, Connecting, Link, Moving, Over, Phase, Waiting
from client.ticket_ahead import TicketAhead
from client.timing import STEADY, Moves, pause
from client.transport import Network, Socket, Transport

SUPERSEDED = 4001
POLICY = 1008

LINGER = 5.0
"""Seconds for which an older socket is kept for frames that may still arrive."""

EXCUSED = 20.0
"""Seconds in which the host may end a socket in favour of one that could not be opened."""


class ConnectionManager:
    """Holds one socket to the host, and the older one beside it while the client moves.

    It calls `changed` with the old and the new phase. It is over after `tries` failures in a row.
    """

    def __init__(
        self,
        core: Core,
        clock: Callable[[], float],
        chance: Callable[[], float],
        changed: Callable[[Phase, Phase], None],
        *,
        tries: float = inf,
    ) -> None:
        self.phase: Phase = Connecting()
        self.serving = 0
        """The number of the socket that serves; 0 while there is none."""
        self._core = core
        self._clock = clock
        self._chance = chance
        self._changed = changed
        self._tries = tries
        self._moves = Moves(chance)
        self._ahead = TicketAhead()
        self._sockets: dict[int, Socket] = {}
        self._excused = -inf
        """Time until which the host may end the next socket for one whose opening failed."""
        self._stirred = asyncio.Event()

    @property
    def transports(self) -> list[Transport]:
        return [each.transport for each in self._sockets.values()]

    async def run(self, network: Network) -> None:
        """Go from socket to socket until it is over."""
        while not isinstance(self.phase, Over):
            await self._advance(network)
        self.hang_up()

    async def _advance(self, network: Network) -> None:
        """Do what the phase requires."""
        match self.phase:
            case Waiting(failures, seconds):
                await asyncio.sleep(seconds)
                self._enter(Connecting(failures))
            case Connecting() | Moving():
                await self._dial(network)
            case Connected():
                await self._stirred.wait()
                self._stirred.clear()
            case Over():
                pass
            case unknown:
                assert_never(unknown)

    async def _dial(self, network: Network) -> None:
        """Open a socket, perhaps beside an older one; a move may be to another host."""
        try:
            ahead = isinstance(self.phase, Connecting) and self._ahead.url(self._clock())
            url = ahead or await network.ticket_url()
            self._ahead.came_by(url)
            until = self._clock() + EXCUSED
            if (serving := self._sockets.get(self.serving)) is not None:
                serving.excused = until
            try:
                await network.connect(url, self)
            except Unreachable:
                self._excused = until
                raise
        except Unreachable as error:
            self._not_opened(error.retry_after)
        except RumpusError as error:
            if isinstance(self.phase, Connecting):
                self.end(error, Link("closed", str(error)))
            self._not_opened()

    def _not_opened(self, retry_after: float = 0.0) -> None:
        match self.phase:
            case Connecting(failures) if failures + 1 >= self._tries:
                self.end(Closed("no socket can be had"), Link("closed"))
            case Connecting(failures):
                self._wait(failures + 1, retry_after)
            case Moving(older) if self.serving:
                self._moves.failed(self._clock(), retry_after)
                self._enter(older)
            case Moving(older):
                self._break(older, retry_after)
            case Waiting() | Connected() | Over():
                pass

    def _break(self, connected: Connected, retry_after: float = 0.0, within: float = 0.0) -> None:
        unsteady = self._clock() - connected.since < STEADY
        self._wait(connected.failures * unsteady + 1, retry_after, within)

    def _wait(self, failures: int, retry_after: float, within: float = 0.0) -> None:
        """Pause before the next try, for longer after each failure."""
        self._enter(Waiting(failures, pause(failures, self._chance(), retry_after, within)))

    def opened(self, transport: Transport) -> int:
        """Let a new socket take over; return its number."""
        phase = self.phase
        if not isinstance(phase, Connecting | Moving):
            transport.hang_up()
            return 0
        now = self._clock()
        self._ahead.drop()
        number = self._core.opened(now)
        self._sockets[number] = Socket(transport, self._excused)
        self._excused = -inf
        self._moves.opened(now)
        self.serving = number
        match phase:
            case Moving(older):
                if (left := self._sockets.get(older.number)) is not None:
                    left.excused, left.kept_until = inf, now + LINGER
                self._enter(replace(older, number=number, asked=False))
            case Connecting(failures):
                self._enter(Connected(number, now, failures))
        self.flush()
        return number

    def take(self, number: int, frame: Message | Frame) -> Sequence[Event]:
        """Take a frame of a socket; return the events for the application."""
        if isinstance(self.phase, Over):
            return ()
        if not isinstance(frame, Message) and self._concerns_socket(number, frame):
            return ()
        events = self._core.receive(frame, self._clock(), number)
        self.flush()
        return events

    def ended(self, number: int, code: int, reason: str) -> None:
        """Note that a socket has ended; its unanswered requests go over the serving one."""
        if number not in self._sockets:
            return
        self._closing(number, code, reason)
        within = self._sockets.pop(number).within
        if number == self.serving:
            self.serving = 0
        self._core.lost(number)
        self._core.tick(self._clock())
        self.flush()
        if isinstance(self.phase, Connected) and self.phase.number == number:
            self._break(self.phase, within=within)

    def tick(self) -> None:
        """Send due retries, leave sockets that are no longer needed, and move when it is time."""
        now = self._clock()
        self._core.tick(now)
        self.flush()
        if len(self._sockets) > 1:
            self._part(now)
        if isinstance(self.phase, Connected) and self._moves.due(now):
            self._enter(Moving(self.phase, now))

    def _part(self, now: float) -> None:
        """Hang up older sockets from which no answer is expected any more."""
        for number, socket in self._sockets.items():
            left = socket.kept_until < inf
            if left and (now >= socket.kept_until or not self._core.awaits(number)):
                socket.kept_until = inf
                socket.transport.hang_up()

    def flush(self) -> None:
        """Send all outgoing frames."""
        if self._core.outgoing and (socket := self._sockets.get(self.serving)) is not None:
            socket.transport.flush(self._core.outgoing)

    def hang_up(self) -> None:
        """Say goodbye over every socket."""
        for each in self.transports:
            each.hang_up()

    def end(self, error: RumpusError, link: Link) -> None:
        """End the connection for good; only the first reason counts."""
        if not isinstance(self.phase, Over):
            self._core.over(error)
            self.serving = 0
            self._enter(Over(error, link))

    def _concerns_socket(self, number: int, frame: Frame) -> bool:
        """Handle a frame of the host or a gateway about the socket; return whether it was one."""
        match frame.get("type"):
            case "closing":
                if (socket := self._sockets.get(number)) is not None:
                    socket.within = frame.get("within", 0.0)
                self._closing(number, frame["code"], frame["reason"])
            case "please_move":
                if isinstance(self.phase, Connected) and self.phase.number == number:
                    self._moves.asked(frame["within"], self._clock())
                    self.phase = replace(self.phase, asked=True)
            case "ticket":
                self._ahead.heard(frame, self._clock())
            case kind:
                return kind is None
        return True

    def _closing(self, number: int, code: int, reason: str) -> None:
        """Handle the end of a socket: a newer login or the server's policy ends the connection.

        After any other end it reconnects. The host ends a socket that the client leaves as well,
        for its successor, which is a newer login.
        """
        if code == SUPERSEDED and self._clock() >= self._sockets[number].excused:
            self.end(Superseded("logged in elsewhere"), Link("superseded", reason))
        elif code == POLICY:
            self.end(Closed(reason), Link("closed", reason))

    def _enter(self, phase: Phase) -> None:
        """Enter another phase, unless the connection is over."""
        before = self.phase
        if not isinstance(before, Over):
            self.phase = phase
            self._changed(before, phase)
            self._stirred.set()
