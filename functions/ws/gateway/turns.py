"""What a player asks of one channel is done in the order in which it was asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from functions.ws.gateway.commands import overloaded
from functions.ws.gateway.host import Host
from functions.ws.gateway.player_socket import PlayerSocket
from shared.wire import frames as f

MOST_WAITING = 32
"""Frames that wait for one subscription; who sends more than that wants nothing sensible."""

type Asked = f.Subscribe | f.Unsubscribe


class Turns:
    """While a subscription waits for a store, what else is asked of that channel waits for it."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._waiting: dict[tuple[PlayerSocket, str], list[Asked]] = {}

    def waits(self, socket: PlayerSocket, frame: Asked) -> bool:
        """Whether a frame must wait; then it is taken anew when it is its turn."""
        waiting = self._waiting.get((socket, frame.channel))
        if waiting is None:
            return False
        if len(waiting) < MOST_WAITING:
            waiting.append(frame)
        else:
            socket.reply(overloaded(frame.id))
        return True

    def later[T](
        self,
        socket: PlayerSocket,
        channel: str,
        work: Callable[[], T],
        then: Callable[[T | Exception], None],
    ) -> None:
        """Do what a turn waits for in the pool; `then` is its end."""
        self._waiting[socket, channel] = []
        done = partial(self._done, socket, channel, then)
        self._host.subscriptions.enter(work, done, lambda: socket.is_open)

    def _done[T](
        self,
        socket: PlayerSocket,
        channel: str,
        then: Callable[[T | Exception], None],
        result: T | Exception,
    ) -> None:
        waiting = self._waiting.pop((socket, channel))
        then(result)
        for frame in waiting:
            if socket.session is not None and socket.transport is not None and socket.is_open:
                self._host.service.take(socket, socket.session, frame)
