"""Carries out players' orders to the economy, few at a time.

A database that accepts requests and never answers holds an order for almost two seconds.
"""

from __future__ import annotations

from functools import partial

from msgspec import Struct

from functions.ws.gateway.host import Host
from functions.ws.gateway.player_socket import PlayerSocket
from functions.ws.gateway.work_queue import WorkQueue
from shared.application.economy.ports import EconomyUnavailable
from shared.application.ports import Overloaded
from shared.realtime.dispatch import perform
from shared.realtime.replies import error_of, reply_to
from shared.realtime.session import Session
from shared.runtime.clock import monotonic
from shared.runtime.spans import Subject, tell_span
from shared.wire import frames as f


class Order(Struct, frozen=True):
    """A player's order, and when it came."""

    frame: f.Economy
    session: Session
    began: float

    def tell(self, reply: f.ServerFrame | None) -> None:
        """Write the span of the order, from its frame to its reply."""
        me = self.session.identity
        of = Subject(me.player_id, self.frame.id, f.trace_in(self.frame), player=me.username)
        tell_span("economy", self.began, of, error=error_of(reply), is_root=True)


class Orders:
    """Carries out orders; one that finds the database down is the answer for all in line."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._queue = WorkQueue(host, host.limits.orders)

    def take(self, socket: PlayerSocket, session: Session, frame: f.Economy) -> None:
        """Carry an order out when it is its turn, or answer that the economy is busy."""
        parts = self._host.parts
        work = partial(perform, parts, session, frame, parts.clock(), parts.on_fault)
        done = partial(self._done, socket, Order(frame, session, monotonic()))
        self._queue.enter(work, done, lambda: socket.is_open)

    def _done(
        self, socket: PlayerSocket, asked: Order, result: f.ServerFrame | Exception | None
    ) -> None:
        turned_away = isinstance(result, Overloaded)
        if isinstance(result, Overloaded):
            result = EconomyUnavailable("no turn in time")
        if isinstance(result, Exception):
            result = reply_to(asked.frame.id, result, self._host.parts.on_fault)
        if result is not None:
            socket.reply(result)
        asked.tell(result)
        if isinstance(result, f.Error) and result.code == "busy" and not turned_away:
            self._queue.turn_away_all()
