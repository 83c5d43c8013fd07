"""Serves players' sockets: their requests, their frames and their ends."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Protocol

from functions.ws.gateway.admission import Admission
from functions.ws.gateway.health import check_health
from functions.ws.gateway.host import Host
from functions.ws.gateway.limits import TOO_MANY_SOCKETS
from functions.ws.gateway.phase import Phase
from functions.ws.gateway.player_socket import PING_FRAME, PlayerSocket
from functions.ws.gateway.throttle import Throttle
from functions.ws.gateway.tickets_ahead import TicketsAhead
from shared.realtime import upgrade, websocket
from shared.realtime.session import Session, receive
from shared.wire import frames as f


class Frames(Protocol):
    """Performs frames."""

    def take(self, socket: PlayerSocket, session: Session, frame: f.ClientFrame) -> None: ...
    def catch_up(self, socket: PlayerSocket) -> None: ...
    def gone(self, socket: PlayerSocket) -> None: ...


class SocketServer:
    """Serves sockets: `passing` are those in a phase with a deadline.

    `sent` counts all bytes so far.
    """

    def __init__(self, host: Host, service: Frames) -> None:
        self.limits = limits = host.limits
        self.loop = host.loop
        self.now = host.now
        self.throttle = Throttle(limits)
        self.sent = 0
        self.passing: set[PlayerSocket] = set()
        self._host = host
        self._service = service
        self._admission = Admission(host, self.open)
        self._tickets = TicketsAhead(host.parts, limits)
        self._unflushed: list[PlayerSocket] = []
        self._addresses: Counter[str] = Counter()
        self._sweeps = 0
        self._longest = {
            Phase.ASKING: limits.head_seconds,
            Phase.SLOW: limits.slow_seconds,
            Phase.CLOSING: limits.linger_seconds,
        }

    def entered(self, socket: PlayerSocket) -> None:
        """Watch a socket in a phase with a deadline."""
        if socket.phase in self._longest:
            self.passing.add(socket)
        else:
            self.passing.discard(socket)

    def asked(self, socket: PlayerSocket, request: upgrade.Request) -> None:
        """Take a complete request: a health check, or a player with a ticket or a token."""
        if request.path.startswith("/health"):
            check_health(self._host, socket)
        elif not self._host.takes_players:
            self._admission.turn_away(socket, "full, or about to end")
        else:
            try:
                upgrade.accept(request)
            except upgrade.BadRequest as bad:
                socket.refuse(bad.status, str(bad))
            else:
                self._admission.take(socket, request)

    def open(
        self, socket: PlayerSocket, session: Session, request: upgrade.Request, until: datetime
    ) -> None:
        """Open the socket of a player whose sign-in lasts until then."""
        self._tickets.opened(session, until, self.now)
        self._host.sockets[session.connection] = socket
        self._addresses[socket.address] += 1
        socket.open(session, request)
        if self._addresses[socket.address] > self.limits.sockets_of_address:
            socket.close(TOO_MANY_SOCKETS)

    def receive(self, socket: PlayerSocket, message: websocket.Message) -> None:
        """Take a frame of a player; the protocol is the session's, as on every host."""
        if socket.session is None or not socket.is_open:
            return
        parts = self._host.parts
        step = receive(parts.reader, socket.session, message, parts.clock())
        socket.session = step.session
        for each in step.replies:
            socket.reply(each)
        if step.frame is not None:
            self._service.take(socket, step.session, step.frame)
        if step.close is not None:
            socket.close(step.close)

    def catch_up(self, socket: PlayerSocket) -> None:
        """Bring a socket up to date that takes frames again."""
        self._service.catch_up(socket)

    def flush_soon(self, socket: PlayerSocket) -> None:
        """Write a socket's frames at the end of this turn of the loop."""
        if not self._unflushed:
            self.loop.call_soon(self._flush)
        self._unflushed.append(socket)

    def _flush(self) -> None:
        sockets, self._unflushed = self._unflushed, []
        for socket in sockets:
            socket.flush()

    def gone(self, socket: PlayerSocket) -> None:
        """Forget a socket whose connection has ended."""
        self.throttle.forget(socket)
        session = socket.session
        if session is None or self._host.sockets.pop(session.connection, None) is None:
            return
        self._addresses[socket.address] -= 1
        if not self._addresses[socket.address]:
            del self._addresses[socket.address]
        self._tickets.gone(session)
        self._service.gone(socket)
        self._host.leave(session)

    def sweep(self) -> None:
        """End sockets past a deadline, and ping some of the quiet ones."""
        host = self._host
        host.now = self.now = now = self.loop.time()
        for socket in [
            each for each in self.passing if now - each.since > self._longest[each.phase]
        ]:
            socket.expire()
        self.throttle.tick()
        for queue in host.queues:
            queue.expire()
        self._sweeps += 1
        turn = self._sweeps % self.limits.ping_every
        for socket in list(host.sockets.values())[turn :: self.limits.ping_every]:
            self._ping(socket)

    def _ping(self, socket: PlayerSocket) -> None:
        if self.now - socket.heard > self.limits.silent_seconds:
            socket.abort()
        else:
            self.throttle.forgive(socket)
            socket.push(PING_FRAME)
            if socket.session is not None:
                self._tickets.give(socket, socket.session, self.now)
