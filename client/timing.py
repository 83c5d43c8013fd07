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
STEADY = 10.0
"""Seconds that a socket must last for the next pause to be short again."""

LONGEST = 120.0
"""Seconds of a hint that are heeded, at most: the API's slowest limit gives one in so many."""


def spread(retry_after: float, chance: float) -> float:
    """Return how many seconds to stay away: as many as was asked for, and up to as many again.

    So those who were told the same do not come back at one moment; `chance` is in [0, 1).
    """
    return min(max(0.0, retry_after), LONGEST) * (1 + chance)


def pause(failures: int, chance: float, retry_after: float = 0.0, within: float = 0.0) -> float:
    """Return how many seconds to wait after so many failures in a row.

    That is not before `retry_after`, or at a random moment of the next `within` seconds, where the
    host says so.
    """
    own = min(SLOWEST, 0.25 * 2.0 ** min(failures, 16))
    return max(chance * max(own, min(within, LONGEST)), spread(retry_after, chance))


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

    def failed(self, now: float, retry_after: float = 0.0) -> None:
        """No other socket could be opened; a while later it is tried again."""
        self._failures += 1
        self._at = now + pause(self._failures, self._chance(), retry_after)

    def due(self, now: float) -> bool:
        return now >= self._at
