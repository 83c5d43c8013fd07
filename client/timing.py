"""Decides when to retry and when to move; the caller passes time and chance."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

LIFETIME = 6600.0
"""Seconds after which the client leaves a socket: API Gateway ends it after two hours."""

SPREAD = 600.0
"""Maximum seconds by which a socket is left earlier, so that a crowd spreads out."""

SLOWEST = 30.0
"""Seconds between two tries to connect, at most."""
STEADY = 10.0
"""Seconds that a socket must last for the next pause to be short again."""

LONGEST = 120.0
"""Maximum seconds of a `retry_after` that count: the API's slowest limit asks for as many."""


def spread(retry_after: float, chance: float) -> float:
    """Return the seconds to wait: `retry_after`, and at random up to as many again.

    So clients with the same hint do not return at the same time; `chance` is in [0, 1).
    """
    return min(max(0.0, retry_after), LONGEST) * (1 + chance)


def pause(failures: int, chance: float, retry_after: float = 0.0, within: float = 0.0) -> float:
    """Return the seconds to wait after a number of failures in a row.

    It is at least `retry_after`, or a random time within the next `within` seconds, if the host
    gave one.
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
        """Note another socket, which the host has not asked to leave."""
        self._failures = 0
        self._at = now + LIFETIME - self._chance() * SPREAD

    def asked(self, within: float, now: float) -> None:
        """Note that the host asks the client to leave the socket within some seconds."""
        self._at = min(self._at, now + self._chance() * within)

    def failed(self, now: float, retry_after: float = 0.0) -> None:
        """Note that no other socket could be opened; plan the next try."""
        self._failures += 1
        self._at = now + pause(self._failures, self._chance(), retry_after)

    def due(self, now: float) -> bool:
        return now >= self._at
