"""Subscribes destinations to the lines of all workloads' log groups in CloudWatch."""

from __future__ import annotations

from collections.abc import Iterator

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from cdk.config import Config, living
from shared.workload_kinds import Lines


def groups(config: Config) -> Iterator[str]:
    """Yield the groups of functions and servers, except of workloads that get lines themselves."""
    for workload in living(config, "lambda"):
        if not isinstance(workload.trigger, Lines):
            yield f"/aws/lambda/{config.named(workload.name)}"
    for workload in living(config, "fargate"):
        yield f"/aws/ecs/{config.named(workload.name)}"


def subscribe(
    scope: Construct,
    config: Config,
    destination: str,
    role: iam.Role | None = None,
    *,
    kind: str = "*",
) -> list[logs.CfnSubscriptionFilter]:
    """Send the lines of each group, or one kind, to a destination, by a role if it needs one.

    CloudWatch allows two subscriptions of a group.
    """
    return [
        logs.CfnSubscriptionFilter(
            scope,
            f"From{group}".replace("/", "-"),
            log_group_name=group,
            filter_name=config.named("lines" if kind == "*" else f"{kind}s"),
            filter_pattern=f'{{ $.kind = "{kind}" }}',
            destination_arn=destination,
            role_arn=role.role_arn if role else None,
        )
        for group in groups(config)
    ]


def subscribe_function(scope: Construct, config: Config, workload: str, kind: str = "*") -> None:
    """Send lines to a workload, which CloudWatch may only call for the groups of this stage."""
    name = config.named(workload)
    place = f"{Aws.PARTITION}:lambda:{Aws.REGION}:{Aws.ACCOUNT_ID}"
    from_logs = f"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:log-group"
    roots = sorted({group.rpartition("/")[0] for group in groups(config)})
    allowed = [
        lambda_.CfnPermission(
            scope,
            f"From{root}".replace("/", "-"),
            action="lambda:InvokeFunction",
            function_name=name,
            principal="logs.amazonaws.com",
            source_account=Aws.ACCOUNT_ID,
            source_arn=f"{from_logs}:{root}/{config.named('*')}:*",
        )
        for root in roots
    ]
    for each in subscribe(scope, config, f"arn:{place}:function:{name}", kind=kind):
        for permission in allowed:
            each.add_resource_dependency(permission)
