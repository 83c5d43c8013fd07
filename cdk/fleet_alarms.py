"""The alarms of a fleet on Fargate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cdk.config import OWNER, Config
from cdk.watch import Watch

_UNHEALTHY = "docs/deploy.md: unhealthy tasks"
_FULL = "docs/deploy.md: a full fleet"
_PER_CENT = 85
_OF_OWNERS = (
    ("PutTime", 20, "docs/runbook.md: slow journal"),  # milliseconds, the slowest in 20 s
    ("OwnBeatAge", 3_000, "docs/runbook.md: an owner that stops"),  # milliseconds
    ("Seals", 1, "docs/runbook.md: an owner was deposed"),
    ("SlotsWithoutOwner", 1, "docs/runbook.md: slots without owner"),
    ("SegmentAge", 3_600, "docs/runbook.md: entries wait for a segment"),  # seconds
    ("FactsWaiting", 10_000, "docs/runbook.md: facts wait to be passed on"),
)
"""Metric, threshold, and the page that helps."""


def fleet_watches(config: Config, workload: str, targets: Mapping[str, str]) -> Iterator[Watch]:
    """Yield a fleet's alarms; `targets` are the dimensions of its targets at the load balancer."""
    if targets:
        yield Watch(
            f"{workload}-unhealthy",
            "AWS/NetworkELB",
            "UnHealthyHostCount",
            1,
            _UNHEALTHY,
            targets,
            statistic="Maximum",
            minutes=5,
        )
    if workload == OWNER:
        yield from _owners(config)
    # Far above the target of scaling: there are no more tasks to start.
    service = {"ClusterName": config.named("servers"), "ServiceName": config.named(workload)}
    yield Watch(
        f"{workload}-full",
        "AWS/ECS",
        "CPUUtilization",
        _PER_CENT,
        _FULL,
        service,
        statistic="Average",
        minutes=10,
    )


def _owners(config: Config) -> Iterator[Watch]:
    """Watch the metrics that owners of slots write of themselves and of each other."""
    told = {"stage": config.stage, "workload": OWNER}
    for metric, threshold, where in _OF_OWNERS:
        yield Watch(
            f"owner-{metric}", "Rumpus", metric, threshold, where, told, "Maximum", minutes=2
        )
