"""The alarms of a fleet on Fargate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cdk.config import Config
from cdk.watch import Watch

_UNHEALTHY = "docs/deploy.md: unhealthy tasks"
_FULL = "docs/deploy.md: a full fleet"
_PER_CENT = 85


def fleet_watches(config: Config, workload: str, targets: Mapping[str, str]) -> Iterator[Watch]:
    """`targets` are the dimensions by which the load balancer names its targets."""
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
    # Far above what scaling aims at, so there are no more tasks to be had.
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
