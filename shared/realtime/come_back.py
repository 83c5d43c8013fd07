"""When those who can't be served now come back: how many they are, by what is taken a second."""

from __future__ import annotations

SOONEST = 1.0
LATEST = 60.0
"""Seconds; who still can't be served then is told anew."""

QUICKEST = 0.001
"""Seconds that a turn takes, at least."""

WEIGHT = 0.1
"""Of the latest turn in the mean of what one takes."""


def come_back(many: float, a_second: float) -> float:
    """Return in how many seconds so many get a turn, between 1 and 60."""
    return min(max(many / a_second, SOONEST), LATEST)


class Turns:
    """So many at once, whose mean length tells how long others wait.

    Who is turned away is told a later turn than the one before, lest a crowd that was turned away
    together comes back together. Those turns pass with time, whether or not they are used.
    """

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._mean = 0.0
        self._turned_away = 0.0
        self._since = 0.0

    def took(self, seconds: float) -> None:
        """One is over."""
        self._mean += WEIGHT * (seconds - self._mean)

    def wait(self, ahead: int) -> float:
        """Return how many seconds one waits behind so many."""
        return (ahead + 1) * self._mean / self._at_once

    def turn_away(self, ahead: int, now: float) -> float:
        """Return in how many seconds one more shall come back, behind so many who wait."""
        a_second = self._at_once / max(self._mean, QUICKEST)
        left = self._turned_away - (now - self._since) * a_second
        self._turned_away = min(max(left, 0.0) + 1, LATEST * a_second)
        self._since = now
        return come_back(ahead + self._turned_away, a_second)
