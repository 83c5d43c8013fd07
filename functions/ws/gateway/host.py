"""One process of the gateway: its stores, its threads and its players' sockets.

Everything here runs on the loop's thread. Work that waits for a store runs in a pool or with the
command workers, and returns through `call_soon_threadsafe`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from msgspec.structs import replace

from functions.ws.gateway.limits import RESTART, Limits
from functions.ws.gateway.player_socket import PlayerSocket
from functions.ws.gateway.work_queue import WorkQueue
from shared.application.channels.ports import ConnectionGone
from shared.application.players.placement import report_leaving
from shared.application.ports import Overloaded
from shared.realtime import websocket
from shared.realtime.come_back import come_back
from shared.realtime.session import Session
from shared.runtime.bootstrap import Application
from shared.wire import frames as f

THREADS = 52
"""Threads of the pool: the sum of all work queues' bounds, and eight for periodic work."""


class Host:
    """A process of the gateway: `name` tells processes apart; `now` is the time of the last tick.

    `sockets` are the open ones, by connection. For those in `claiming` the players' logins may
    still name older ones.
    """

    def __init__(self, parts: Application, name: str, limits: Limits) -> None:
        self.parts = parts
        self.name = name
        self.limits = limits
        self.loop = asyncio.get_running_loop()
        self.pool = ThreadPoolExecutor(THREADS, thread_name_prefix="store")
        self.now = self.loop.time()
        self.sockets: dict[str, PlayerSocket] = {}
        self.claiming: set[str] = set()
        self.draining = False
        self.queues: list[WorkQueue] = []
        self.subscriptions = WorkQueue(self, limits.subscriptions)
        self.departures = WorkQueue(self, limits.departures)

    def later[T](self, work: Callable[[], T], then: Callable[[T | Exception], None]) -> None:
        """Run work that waits for a store in the pool, then `then` with its result on the loop."""

        def run() -> None:
            result: T | Exception
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 - the loop's thread decides what it means
                result = error
            self.loop.call_soon_threadsafe(then, result)

        self.pool.submit(run)

    @property
    def takes_players(self) -> bool:
        """Whether there is room for another player, and the process is not ending."""
        return not self.draining and len(self.sockets) < self.limits.sockets

    def send(self, connection: str, frame: bytes) -> None:
        """Deliver one frame from any thread; raise ConnectionGone if the connection is not here."""
        socket = self.sockets.get(connection)
        if socket is None:
            raise ConnectionGone(connection)
        self.loop.call_soon_threadsafe(socket.push, websocket.frame(frame))

    def close(self, connection: str, code: int, reason: str) -> None:
        """Close a connection from any thread; one that is already gone is no error."""
        self.loop.call_soon_threadsafe(self.end, connection, f.Closing(code, reason))

    def end(self, connection: str, closing: f.Closing) -> None:
        """Close a connection, if it is here."""
        if (socket := self.sockets.get(connection)) is not None:
            socket.close(closing)

    def leave(self, session: Session) -> None:
        """Give up the login of a closed socket, if it is still the player's."""
        work = partial(self.parts.logins.leave, session.identity.player_id, session.connection)
        self.departures.enter(work, self._left, lambda: True)

    def _left(self, result: Exception | None) -> None:
        """Report a failure.

        A login that was not given up names a closed connection, which harms nobody.
        """
        if result is not None and not isinstance(result, Overloaded):
            self.parts.on_fault(result)

    async def drain(self) -> None:
        """Move all players elsewhere, wait until they have gone, and end the remaining sockets."""
        self.draining = True
        self.later(partial(report_leaving, self.parts.coordination), self._left)
        self.ask_to_move()
        await self._until_empty(self.limits.drain_seconds)
        restart = replace(RESTART, within=self._spread())
        for socket in list(self.sockets.values()):
            socket.close(restart)
        await self._until_empty(self.limits.linger_seconds)

    def ask_to_move(self) -> None:
        """Ask all clients to move, spread over at most half of the available time."""
        asked = f.PleaseMove(min(self._spread(), self.limits.drain_seconds / 2), "draining")
        for socket in self.sockets.values():
            socket.reply(asked)

    def _spread(self) -> float:
        """Return in how many seconds another process can take all sockets of this one."""
        return round(come_back(len(self.sockets), self.limits.moves_a_second), 1)

    async def _until_empty(self, seconds: float) -> None:
        end = self.loop.time() + seconds
        while self.sockets and self.loop.time() < end:  # noqa: ASYNC110 - polled with a deadline
            await asyncio.sleep(0.1)
