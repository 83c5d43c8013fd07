"""What the latencies of puts mean for the journal: docs/decisions/0027-journal.md."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import quantiles

QUICK_MS = 17.0
SLOW_MS = 25.0


def figures(seconds: Sequence[float]) -> dict[str, float]:
    """Return the percentiles in milliseconds."""
    parts = quantiles(seconds, n=100, method="inclusive")
    shown = {"p50": parts[49], "p95": parts[94], "p99": parts[98], "max": max(seconds)}
    return {name: each * 1000 for name, each in shown.items()}


def verdict(p99: float) -> str:
    """Say in a sentence whether commits can be acknowledged within 20 ms at p99."""
    if p99 < QUICK_MS:
        return f"A put takes {p99:.1f} ms at p99, below 17: the journal acknowledges within 20 ms."
    if p99 < SLOW_MS:
        return (
            f"A put takes {p99:.1f} ms at p99, not below 17: take twice the writers and a linger of"
            " 3 ms, at three times the price."
        )
    return f"A put takes {p99:.1f} ms at p99, over 25: write hot games to MemoryDB instead."
