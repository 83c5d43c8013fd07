"""Handles a player's requests for one channel in the order in which they came."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from functools import partial

from functions.ws.gateway.host import Host
from functions.ws.gateway.player_socket import PlayerSocket
from shared.realtime.replies import overloaded
from shared.realtime.scheduler import Scheduler, Slot
from shared.realtime.session import Session
from shared.wire import frames as f

MOST_WAITING = 32
"""Maximum frames of one subscription that wait; no sensible client sends more."""

type Asked = f.Subscribe | f.Unsubscribe
type Key = tuple[PlayerSocket, str]


class ChannelRequests:
    """Queues requests by channel: while one waits for a store, later ones wait for it.

    `do` performs a frame, at once or by `later`.
    """

    def __init__(self, host: Host, do: Callable[[PlayerSocket, Session, Asked], None]) -> None:
        self._host = host
        self._do = do
        self._scheduler: Scheduler[Key, Asked] = Scheduler(sys.maxsize, MOST_WAITING)
        self._begun: dict[Key, Slot[Key, Asked]] = {}
        self._later: Counter[PlayerSocket] = Counter()

    def take(self, socket: PlayerSocket, frame: Asked) -> None:
        """Perform a frame when it is its turn, or refuse it if too many wait."""
        slot = self._scheduler.enter(frame, [(socket, frame.channel)])
        if slot is None:
            socket.reply(overloaded(frame.id))
        elif slot.is_ready:
            self._begin([slot])

    def later[T](
        self,
        socket: PlayerSocket,
        channel: str,
        work: Callable[[], T],
        then: Callable[[T | Exception], None],
    ) -> None:
        """Run the current frame's work in the pool; `then` ends the frame."""
        done = partial(self._done, self._begun.pop((socket, channel)), then)
        self._later[socket] += 1
        self._host.subscriptions.enter(work, done, lambda: socket.is_open)

    def under_way(self, socket: PlayerSocket) -> int:
        """Return how many frames of a socket are in the pool or wait for it."""
        return self._later[socket]

    def _begin(self, ready: list[Slot[Key, Asked]]) -> None:
        while ready:
            slot = ready.pop()
            key = socket, _ = slot.keys[0]
            self._begun[key] = slot
            if socket.session is not None and socket.is_open:
                self._do(socket, socket.session, slot.work)
            if self._begun.pop(key, None) is not None:
                ready += self._scheduler.leave(slot)

    def _done[T](
        self, slot: Slot[Key, Asked], then: Callable[[T | Exception], None], result: T | Exception
    ) -> None:
        socket, _ = slot.keys[0]
        self._later[socket] -= 1
        if not self._later[socket]:
            del self._later[socket]
        then(result)
        self._begin(self._scheduler.leave(slot))
