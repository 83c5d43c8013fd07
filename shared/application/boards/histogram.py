"""Computes ranks from how many members have how many points, where equals share a rank."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from itertools import accumulate

from shared.kernel.game import Order


class Histogram:
    """Counts of members by points.

    A rank is one more than the number of members with better points.
    """

    def __init__(self, counts: Mapping[int, int], order: Order) -> None:
        self._sign = -1 if order == "most" else 1
        self._values = sorted(self._sign * points for points in counts)
        ordered = (counts[self._sign * value] for value in self._values)
        self._before = [0, *accumulate(ordered)]

    @property
    def size(self) -> int:
        """How many members there are."""
        return self._before[-1]

    def rank(self, points: int) -> int:
        """Return the rank of these points, whether anybody has them or not."""
        return 1 + self._before[bisect_left(self._values, self._sign * points)]
