"""Does players' orders to the economy, few at a time.

A database that takes what it is sent and says nothing keeps an order for almost two seconds.
"""

from __future__ import annotations

from functools import partial

from functions.ws.gateway.host import Host
from functions.ws.gateway.player_socket import PlayerSocket
from functions.ws.gateway.work_queue import WorkQueue
from shared.application.economy.ports import EconomyUnavailable
from shared.application.ports import Overloaded
from shared.realtime.dispatch import perform
from shared.realtime.replies import reply_to
from shared.realtime.session import Session
from shared.wire import frames as f


class Orders:
    """One that finds the database away is the answer for all in line, so none waits for longer."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._queue = WorkQueue(host, host.limits.orders)

    def take(self, socket: PlayerSocket, session: Session, frame: f.Economy) -> None:
        """Carry an order out when it is its turn, or say that the economy is busy."""
        parts = self._host.parts
        work = partial(perform, parts, session, frame, parts.clock(), parts.on_fault)
        self._queue.enter(work, partial(self._done, socket, frame.id), lambda: socket.is_open)

    def _done(
        self, socket: PlayerSocket, frame_id: str, result: f.ServerFrame | Exception | None
    ) -> None:
        turned_away = isinstance(result, Overloaded)
        if isinstance(result, Overloaded):
            result = EconomyUnavailable("no turn in time")
        if isinstance(result, Exception):
            result = reply_to(frame_id, result, self._host.parts.on_fault)
        if result is not None:
            socket.reply(result)
        if isinstance(result, f.Error) and result.code == "busy" and not turned_away:
            self._queue.turn_away_all()
