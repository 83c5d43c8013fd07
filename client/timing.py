"""When to try again and when to move; time and chance come from outside."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

LIFETIME = 6600.0
"""Seconds after which a socket is left: API Gateway ends it after two hours."""

SPREAD = 600.0
"""Seconds by which a socket is left earlier at most: those who came together part on the way."""

SLOWEST = 30.0
"""Seconds between two tries to connect, at most."""


def pause(failures: int, chance: float) -> float:
    """Return how many seconds to wait after so many failures in a row; `chance` is in [0, 1)."""
    return chance * min(SLOWEST, 0.25 * 2.0 ** min(failures, 16))


class Moves:
    """When to leave the newest socket for another one."""

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self._at = inf
        self._failures = 0

    def opened(self, now: float) -> None:
        """There is another socket, and nobody has asked for it to be left."""
        self._failures = 0
        self._at = now + LIFETIME - self._chance() * SPREAD

    def asked(self, within: float, now: float) -> None:
        """The host wants the socket to be left within so many seconds."""
        self._at = min(self._at, now + self._chance() * within)

    def failed(self, now: float) -> None:
        """No other socket could be opened; a while later it is tried again."""
        self._failures += 1
        self._at = now + pause(self._failures, self._chance())

    def due(self, now: float) -> bool:
        return now >= self._at
