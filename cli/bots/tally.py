"""What the bots have done so far."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Tally:
    """Counts over all bots; `began` and `now` are seconds of one clock that never goes back."""

    began: float
    joined: int = 0
    reconnects: int = 0
    sent: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    received: Counter[str] = field(default_factory=Counter)
    latencies: array[float] = field(default_factory=lambda: array("d"))

    def took(self, kind: str, seconds: float) -> None:
        """A command was answered, with a yes or a no."""
        self.sent[kind] += 1
        self.latencies.append(seconds)

    def summary(self, now: float) -> dict[str, Any]:
        """All figures as JSON values; latencies in milliseconds, None before the first answer."""
        seconds = max(now - self.began, 1e-9)
        ordered = sorted(self.latencies)
        return {
            "seconds": round(seconds, 1),
            "joined": self.joined,
            "commands": self.sent.total(),
            "commands_per_second": round(self.sent.total() / seconds, 1),
            "by_kind": dict(self.sent.most_common()),
            "p50_ms": _percentile(ordered, 0.5),
            "p95_ms": _percentile(ordered, 0.95),
            "p99_ms": _percentile(ordered, 0.99),
            "refused": dict(self.refused.most_common()),
            "failed": dict(self.failed.most_common()),
            "received": dict(self.received.most_common()),
            "reconnects": self.reconnects,
        }


def _percentile(ordered: list[float], share: float) -> float | None:
    if not ordered:
        return None
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000, 1)
