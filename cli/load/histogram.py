"""Latencies in buckets that grow by one part in fifty: small, mergeable, exact to 2 %."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, log

from msgspec import Struct, field

GROWTH = 1.02
"""The upper end of a bucket divided by its lower end."""

SMALLEST = 1e-5
"""Seconds; all that is quicker falls into the first bucket."""

_LOG_GROWTH = log(GROWTH)


class Histogram(Struct):
    """How many values fell into each bucket, beside the exact greatest one; values in seconds."""

    counts: dict[int, int] = field(default_factory=dict)
    total: int = 0
    greatest: float = 0.0

    def add(self, seconds: float) -> None:
        bucket = ceil(log(seconds / SMALLEST) / _LOG_GROWTH) if seconds > SMALLEST else 0
        self.counts[bucket] = self.counts.get(bucket, 0) + 1
        self.total += 1
        self.greatest = max(self.greatest, seconds)

    def merge(self, other: Histogram) -> None:
        for bucket, count in other.counts.items():
            self.counts[bucket] = self.counts.get(bucket, 0) + count
        self.total += other.total
        self.greatest = max(self.greatest, other.greatest)

    @property
    def mean(self) -> float | None:
        """By the upper ends of the buckets: 2 % too much at most; None without values."""
        summed = sum(SMALLEST * GROWTH**bucket * many for bucket, many in self.counts.items())
        return summed / self.total if self.total else None

    def percentile(self, percent: float) -> float | None:
        """The value, in seconds, that `percent` of all do not exceed; None without values."""
        wanted, seen = max(1, ceil(self.total * percent / 100)), 0
        for bucket in sorted(self.counts):
            seen += self.counts[bucket]
            if seen >= wanted:
                return min(SMALLEST * GROWTH**bucket, self.greatest)
        return None


def merged(histograms: Iterable[Histogram]) -> Histogram:
    whole = Histogram()
    for each in histograms:
        whole.merge(each)
    return whole
