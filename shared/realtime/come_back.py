"""Computes when clients that can't be served now shall come back, by the rate of service."""

from __future__ import annotations

SOONEST = 1.0
LATEST = 60.0
"""Maximum seconds that a client is told to wait; after those it asks again."""

QUICKEST = 0.001
"""Minimum seconds that a turn is taken to last."""

WEIGHT = 0.1
"""Weight of the latest turn in the moving average of turn lengths."""


def come_back(many: float, a_second: float) -> float:
    """Return after how many seconds the last of `many` gets a turn, between 1 and 60."""
    return min(max(many / a_second, SOONEST), LATEST)


class Turns:
    """A number of concurrent turns, whose mean length tells how long others wait.

    Each client that is turned away is given a later turn than the one before, so that a rejected
    crowd does not return all at once. These turns pass with time, whether or not they are used.
    """

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._mean = 0.0
        self._turned_away = 0.0
        self._since = 0.0

    def took(self, seconds: float) -> None:
        """Note that a turn is over, and how long it took."""
        self._mean += WEIGHT * (seconds - self._mean)

    def wait(self, ahead: int) -> float:
        """Return how many seconds a client waits behind `ahead` others."""
        return (ahead + 1) * self._mean / self._at_once

    def turn_away(self, ahead: int, now: float) -> float:
        """Return after how many seconds the next rejected client shall return, behind `ahead`."""
        a_second = self._at_once / max(self._mean, QUICKEST)
        left = self._turned_away - (now - self._since) * a_second
        self._turned_away = min(max(left, 0.0) + 1, LATEST * a_second)
        self._since = now
        return come_back(ahead + self._turned_away, a_second)
