"""Bounds what is read of one socket in one tick of its host; the rest waits, unread, for the next.

So one peer can't keep the others from being served: the kernel holds its bytes back, and so the
peer.
"""

from __future__ import annotations

from collections import Counter
from typing import Protocol

from functions.ws.gateway.limits import Limits
from shared.realtime.reader import Reader


class Throttled(Protocol):
    """A socket that can resume reading."""

    @property
    def slow(self) -> bool: ...
    def read_on(self) -> None: ...


class Throttle:
    """The sockets of a host whose peers have sent too much in this tick, and how often they did."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._waiting: set[Throttled] = set()
        self._ticks: Counter[Throttled] = Counter()

    def allow(self, reader: Reader) -> None:
        """Give a reader its budget of one tick."""
        reader.frames_left = self._limits.frames_of_tick
        reader.bytes_left = self._limits.bytes_of_tick

    def put_off(self, socket: Throttled) -> bool:
        """Let a socket wait for the next tick; return False if it has waited too often."""
        self._ticks[socket] += 1
        if self._ticks[socket] > self._limits.throttled_ticks:
            return False
        self._waiting.add(socket)
        return True

    def holds(self, socket: Throttled) -> bool:
        """Whether a socket waits for the next tick."""
        return socket in self._waiting

    def tick(self) -> None:
        """Resume reading; a socket that takes no answers goes on waiting."""
        for socket in [each for each in self._waiting if not each.slow]:
            self._waiting.discard(socket)
            socket.read_on()

    def forgive(self, socket: Throttled) -> None:
        """Reset the count of ticks in which a socket has waited."""
        del self._ticks[socket]

    def forget(self, socket: Throttled) -> None:
        """Forget a socket whose connection has ended."""
        self._waiting.discard(socket)
        del self._ticks[socket]
