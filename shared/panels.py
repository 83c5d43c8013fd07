"""One table of the plots in CloudWatch, Grafana and the console.

First come plots of what players notice, then of what operators repair. The lines show metrics that
workloads write themselves (shared/runtime/observability.py), so each stage has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

type Statistic = Literal["Maximum", "Sum", "p50", "p99"]


@dataclass(frozen=True)
class Line:
    """A metric of a workload; `statistic` combines its values within a step."""

    workload: str
    metric: str
    statistic: Statistic = "Maximum"


@dataclass(frozen=True)
class Panel:
    """A plot; `unit` is the unit of all its lines, empty for counts."""

    title: str
    unit: Literal["", "ms", "s", "bytes"]
    lines: tuple[Line, ...]


def _of(metric: str, *workloads: str, statistic: Statistic = "Maximum") -> tuple[Line, ...]:
    return tuple(Line(each, metric, statistic) for each in workloads)


_CONSUMERS = ("rank", "delivery", "reward", "notices")
_QUEUES = ("deferred", "default", "leaderboard", "broadcast", "notifications", "payouts")

PANELS = (
    Panel("Frames by the guaranteed path: how late", "ms", _of("RecordAge", *_CONSUMERS)),
    Panel("Messages of queues: how late", "ms", _of("MessageAge", *_QUEUES)),
    Panel(
        "Time of a request over HTTP",
        "ms",
        (*_of("RequestTime", "web", statistic="p50"), *_of("RequestTime", "web", statistic="p99")),
    ),
    Panel("A gateway's loop: how late", "ms", _of("LoopLate", "gateway")),
    Panel("An owner's slowest put", "ms", _of("PutTime", "owner")),
    Panel("Level of service of a gateway (1 serves all)", "", _of("Level", "gateway")),
    Panel("Sockets of the fullest gateway", "", _of("Sockets", "gateway")),
    Panel("Commands that wait for their turn", "", _of("CommandsWaiting", "gateway", "owner")),
    Panel("Commands that met another", "", _of("CommandConflicts", "commands", statistic="Sum")),
    Panel(
        "What was set aside, and dead letters",
        "",
        (
            *_of("RecordsSetAside", *_CONSUMERS, statistic="Sum"),
            *_of("MessagesFailed", *_QUEUES, statistic="Sum"),
            *_of("DeadLetters", "letters", statistic="Sum"),
        ),
    ),
    Panel("From the log to its consumers: how late", "s", _of("ReplicationLag", "lifecycle")),
    Panel("The economy's outbox: age of the oldest fact", "s", _of("OutboxAge", "ship")),
    Panel(
        "Audits of money and things",
        "",
        (*_of("EconomyDifferences", "audit"), *_of("EconomyAuditsFailed", "audit")),
    ),
)
