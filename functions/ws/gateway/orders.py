"""Does players' orders to the economy, few at a time: the other threads of the pool are for others.

A database that takes what it is sent and says nothing keeps an order for almost two seconds.
"""

from __future__ import annotations

from collections import deque
from functools import partial

from msgspec import Struct

from functions.ws.gateway.host import Host
from functions.ws.gateway.player_socket import PlayerSocket
from shared.application.economy_ports import EconomyUnavailable
from shared.gateway.perform import perform, reply_to
from shared.gateway.session import Session
from shared.wire import frames as f

MOST_SECONDS = 1.0
"""In line, as for a connection: a database that is well works the whole line off in that time."""


class Order(Struct, frozen=True):
    """A player's order, and when it came."""

    socket: PlayerSocket
    session: Session
    frame: f.Economy
    since: float


class Orders:
    """One that finds the database away is the answer for all in line, so none waits for longer."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._line: deque[Order] = deque()
        self._under_way = 0

    def take(self, socket: PlayerSocket, session: Session, frame: f.Economy) -> None:
        """Carry an order out when it is its turn, or say that the economy is busy."""
        order = Order(socket, session, frame, self._host.loop.time())
        if self._under_way < self._host.limits.orders:
            self._begin(order)
        elif len(self._line) < self._host.limits.orders_in_line:
            self._line.append(order)
        else:
            self._reply(order, EconomyUnavailable("too many orders"))

    def _begin(self, order: Order) -> None:
        self._under_way += 1
        parts = self._host.parts
        now = parts.clock()
        work = partial(perform, parts, order.session, order.frame, now, parts.on_fault)
        self._host.later(work, partial(self._done, order))

    def _done(self, order: Order, result: f.ServerFrame | Exception | None) -> None:
        self._under_way -= 1
        self._reply(order, result)
        away = isinstance(result, f.Error) and result.code == "busy"
        while self._line and self._under_way < self._host.limits.orders:
            following = self._line.popleft()
            if away or self._host.loop.time() - following.since > MOST_SECONDS:
                self._reply(following, EconomyUnavailable("no turn in time"))
            else:
                self._begin(following)

    def _reply(self, order: Order, result: f.ServerFrame | Exception | None) -> None:
        if isinstance(result, Exception):
            result = reply_to(order.frame.id, result, self._host.parts.on_fault)
        if result is not None:
            order.socket.reply(result)
