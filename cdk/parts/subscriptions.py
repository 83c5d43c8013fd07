"""Who is sent the lines of all workloads, out of their log groups in CloudWatch."""

from __future__ import annotations

from collections.abc import Iterator

from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from cdk.config import Config, living
from shared.workload_kinds import Lines


def groups(config: Config) -> Iterator[str]:
    """Yield the groups of functions and servers, but for those of who is sent lines itself."""
    for workload in living(config, "lambda"):
        if not isinstance(workload.trigger, Lines):
            yield f"/aws/lambda/{config.named(workload.name)}"
    for workload in living(config, "fargate"):
        yield f"/aws/ecs/{config.named(workload.name)}"


def subscribe(
    scope: Construct, config: Config, destination: str, role: iam.Role | None = None
) -> list[logs.CfnSubscriptionFilter]:
    """Send the lines of each group there; `role` may put them, where a role has to."""
    return [
        logs.CfnSubscriptionFilter(
            scope,
            f"From{group}".replace("/", "-"),
            log_group_name=group,
            filter_name=config.named("lines"),
            filter_pattern='{ $.kind = "*" }',
            destination_arn=destination,
            role_arn=role.role_arn if role else None,
        )
        for group in groups(config)
    ]
