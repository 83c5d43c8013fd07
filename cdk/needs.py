"""Computes what a stage needs of its account."""

from __future__ import annotations

from cdk.config import Config, living
from cdk.connections import PROCESSES, reserved
from cdk.parts.events import streams_of
from cdk.passport.quotas import KEPT_BY_LAMBDA
from shared.workload_kinds import Workload

BOOTSTRAP_VERSION = 6
"""Minimum version of `cdk bootstrap`, required by the CDK's default synthesizer."""


def reserving(config: Config) -> list[Workload]:
    """Return the workloads whose functions reserve concurrency."""
    return [workload for workload in living(config, "lambda") if reserved(workload, config)]


def executions(config: Config) -> int:
    """Return the needed Lambda concurrency: what functions reserve, and what AWS keeps."""
    return KEPT_BY_LAMBDA + sum(reserved(workload, config) for workload in reserving(config))


def shards(config: Config) -> int:
    """Return the number of shards of all Kinesis streams."""
    return sum(spec.shards[config.stage] for spec in streams_of(config))


def processors(config: Config) -> int:
    """Return the Fargate processors: a deploy starts fleets' fewest tasks beside old ones."""
    return 2 * PROCESSES * sum(fleet.fewest for fleet in config.fleets.values())


def service_linked_roles(config: Config) -> list[str]:
    """Return AWS services whose roles CloudFormation needs, and may use before they are ready."""
    services = []
    if config.fleets:
        services += ["ecs", "ecs.application-autoscaling"]
    if config.public_fleets:
        services.append("elasticloadbalancing")
    if config.database is not None:
        services.append("rds")
    if config.cache == "serverless":
        services.append("elasticache")
    return [f"{service}.amazonaws.com" for service in services]
