"""Hosts players' sockets on one event loop: who comes, what they send, and how they go.

Everything here runs on the loop's thread. What waits for a store runs in a pool or with the command
workers, and comes back through `call_soon_threadsafe`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from typing import Protocol

from functions.ws.gateway.admission import Admission
from functions.ws.gateway.limits import RESTART, TOO_MANY_SOCKETS, TOO_SLOW, Limits
from functions.ws.gateway.player_socket import PlayerSocket
from functions.ws.gateway.throttle import Throttle
from functions.ws.gateway.work_queue import WorkQueue
from shared.application.channels.ports import ConnectionGone
from shared.application.players.placement import report_leaving
from shared.application.ports import Overloaded
from shared.realtime import websocket
from shared.realtime.session import Session, receive
from shared.realtime.upgrade import Request
from shared.runtime.bootstrap import Application
from shared.wire import frames as f

THREADS = 48
"""As many as all queues of work have under way together, and eight for the clocks of a process."""


class Service(Protocol):
    """What does as frames ask."""

    def take(self, socket: PlayerSocket, session: Session, frame: f.ClientFrame) -> None: ...
    def catch_up(self, socket: PlayerSocket) -> None: ...
    def gone(self, socket: PlayerSocket) -> None: ...


class Host:
    """The sockets of one process. `name` tells hosts apart; `now` is of the loop's last second."""

    service: Service

    def __init__(self, parts: Application, name: str, limits: Limits) -> None:
        self.parts = parts
        self.name = name
        self.limits = limits
        self.loop = asyncio.get_running_loop()
        self.pool = ThreadPoolExecutor(THREADS, thread_name_prefix="store")
        self.now = self.loop.time()
        self.sockets: dict[str, PlayerSocket] = {}
        self.opening: set[PlayerSocket] = set()
        self.slow: set[PlayerSocket] = set()
        self.throttle = Throttle(limits)
        self.draining = False
        self.sent = 0  # bytes, since the process began
        self.health: Callable[[PlayerSocket], None] | None = None
        self._unflushed: list[PlayerSocket] = []
        self._ending: set[PlayerSocket] = set()
        self._addresses: Counter[str] = Counter()
        self._sweeps = 0
        self.queues: list[WorkQueue] = []
        self.admission = Admission(self)
        self.subscriptions = WorkQueue(self, limits.subscriptions)
        self.departures = WorkQueue(self, limits.departures)

    def later[T](self, work: Callable[[], T], then: Callable[[T | Exception], None]) -> None:
        """Do what waits for a store in the pool, and go on here with what came of it."""

        def run() -> None:
            result: T | Exception
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 - the loop's thread decides what it means
                result = error
            self.loop.call_soon_threadsafe(then, result)

        self.pool.submit(run)

    def flush_soon(self, socket: PlayerSocket) -> None:
        """Write a socket's frames when this turn of the loop is over."""
        if not self._unflushed:
            self.loop.call_soon(self._flush)
        self._unflushed.append(socket)

    def _flush(self) -> None:
        sockets, self._unflushed = self._unflushed, []
        for socket in sockets:
            socket.flush()

    # Who comes

    @property
    def takes_players(self) -> bool:
        """Whether there is room, and time."""
        return not self.draining and len(self.sockets) < self.limits.sockets

    def asked(self, socket: PlayerSocket, request: Request) -> None:
        """Take a whole request: a check of health, or a player with a ticket or a token."""
        self.opening.discard(socket)
        if request.path.startswith("/health"):
            if self.health is not None:
                self.health(socket)
        elif not self.takes_players:
            self.admission.refuse(socket, "full, or about to end")
        elif socket.agrees(request):
            self.admission.take(socket, request)

    def open(self, socket: PlayerSocket, session: Session) -> None:
        """Answer a request with a socket."""
        socket.session = session
        self.sockets[session.connection] = socket
        self._addresses[socket.address] += 1
        socket.open()
        if self._addresses[socket.address] > self.limits.sockets_of_address:
            socket.close(TOO_MANY_SOCKETS)

    def receive(self, socket: PlayerSocket, message: websocket.Message) -> None:
        """Take a frame of a player; the protocol is the session's, as on every host."""
        if socket.session is None or not socket.is_open:
            return
        step = receive(self.parts.reader, socket.session, message, self.parts.clock())
        socket.session = step.session
        for each in step.replies:
            socket.reply(each)
        if step.frame is not None:
            self.service.take(socket, step.session, step.frame)
        if step.close is not None:
            socket.close(step.close)

    def catch_up(self, socket: PlayerSocket) -> None:
        """Bring a socket up to date that takes frames again."""
        self.service.catch_up(socket)

    # How they go

    def send(self, connection: str, frame: bytes) -> None:
        """Deliver one frame from any thread; raise ConnectionGone when nobody is there."""
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

    def ending(self, socket: PlayerSocket) -> None:
        """Wait for the peer's half of the close, not for ever."""
        if socket not in self._ending:
            socket.since = self.loop.time()
            self._ending.add(socket)

    def gone(self, socket: PlayerSocket) -> None:
        """Forget a socket whose connection has ended."""
        self.opening.discard(socket)
        self.slow.discard(socket)
        self.throttle.forget(socket)
        self._ending.discard(socket)
        session = socket.session
        if session is None or self.sockets.pop(session.connection, None) is None:
            return
        self._addresses[socket.address] -= 1
        if not self._addresses[socket.address]:
            del self._addresses[socket.address]
        self.service.gone(socket)
        self.leave(session)

    def leave(self, session: Session) -> None:
        """Give up the login of a socket that is gone, if it is the player's still."""
        work = partial(self.parts.logins.leave, session.identity.player_id, session.connection)
        self.departures.enter(work, self._left, lambda: True)

    def _left(self, result: Exception | None) -> None:
        """A login that is not given up names a connection that is gone, and harms nobody."""
        if result is not None and not isinstance(result, Overloaded):
            self.parts.on_fault(result)

    def sweep(self) -> None:
        """End what takes too long, and ask some of the quiet whether they are there."""
        self.now = self.loop.time()
        self._sweeps += 1
        limits = self.limits
        for socket in [each for each in self.opening if self._over(each, limits.head_seconds)]:
            socket.refuse(HTTPStatus.REQUEST_TIMEOUT, "the request took too long")
            self.opening.discard(socket)
        for socket in [each for each in self._ending if self._over(each, limits.linger_seconds)]:
            socket.abort()
        for socket in [each for each in self.slow if self._over(each, limits.slow_seconds)]:
            socket.close(TOO_SLOW)
        self.throttle.tick()
        for queue in self.queues:
            queue.expire()
        turn = self._sweeps % limits.ping_every
        for index, socket in enumerate(list(self.sockets.values())):
            if index % limits.ping_every == turn:
                self._ping(socket)

    def _ping(self, socket: PlayerSocket) -> None:
        if self.now - socket.heard > self.limits.silent_seconds:
            socket.abort()
        else:
            socket.ping()

    def _over(self, socket: PlayerSocket, seconds: float) -> bool:
        return self.now - socket.since > seconds

    async def drain(self) -> None:
        """Send everybody elsewhere, wait until they have gone, and end what is left."""
        self.draining = True
        self.later(partial(report_leaving, self.parts.coordination), self._left)
        self.ask_to_move()
        await self._until_empty(self.limits.drain_seconds)
        for socket in list(self.sockets.values()):
            socket.close(RESTART)
        await self._until_empty(self.limits.linger_seconds)

    def ask_to_move(self) -> None:
        """Ask all to open a socket elsewhere, spread over half of the time that there is."""
        within = round(self.limits.drain_seconds / 2, 1)
        for socket in self.sockets.values():
            socket.reply(f.PleaseMove(within, "draining"))

    async def _until_empty(self, seconds: float) -> None:
        end = self.loop.time() + seconds
        while self.sockets and self.loop.time() < end:  # noqa: ASYNC110 - polled with a deadline
            await asyncio.sleep(0.1)
