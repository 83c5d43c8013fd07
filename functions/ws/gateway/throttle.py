"""Bounds what is read of one socket in one tick of its host: the rest waits, unread, for the next.

So whatever one peer sends, the others are served: the kernel holds its bytes back, and the peer.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from functions.ws.gateway.limits import Limits
from shared.realtime.reader import Reader

if TYPE_CHECKING:
    from functions.ws.gateway.player_socket import PlayerSocket


class Throttle:
    """The sockets of a host whose peers have sent too much in this tick, and how often they did."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._waiting: set[PlayerSocket] = set()
        self._ticks: Counter[PlayerSocket] = Counter()

    def allow(self, reader: Reader) -> None:
        """Let a reader read as much as may come in a tick."""
        reader.frames_left = self._limits.frames_of_tick
        reader.bytes_left = self._limits.bytes_of_tick

    def put_off(self, socket: PlayerSocket) -> bool:
        """Let a socket wait for the next tick; False from one that has waited too often."""
        self._ticks[socket] += 1
        if self._ticks[socket] > self._limits.throttled_ticks:
            return False
        self._waiting.add(socket)
        return True

    def holds(self, socket: PlayerSocket) -> bool:
        """Whether a socket waits for the next tick."""
        return socket in self._waiting

    def tick(self) -> None:
        """Read on; one that takes no answers goes on waiting."""
        for socket in [each for each in self._waiting if not each.slow]:
            self._waiting.discard(socket)
            socket.read_on()

    def forgive(self, socket: PlayerSocket) -> None:
        """Count the ticks in which a socket waits from now on."""
        del self._ticks[socket]

    def forget(self, socket: PlayerSocket) -> None:
        """Forget a socket whose connection has ended."""
        self._waiting.discard(socket)
        del self._ticks[socket]
