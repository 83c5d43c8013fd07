"""Makes log groups with a retention, as CloudWatch's default is to keep lines for ever."""

from __future__ import annotations

from aws_cdk import RemovalPolicy
from aws_cdk import aws_logs as logs
from constructs import Construct

from cdk.config import Config

_RETENTION = {
    14: logs.RetentionDays.TWO_WEEKS,
    90: logs.RetentionDays.THREE_MONTHS,
}


def log_group(scope: Construct, name: str, config: Config) -> logs.LogGroup:
    return logs.LogGroup(
        scope,
        "Logs",
        log_group_name=name,
        retention=_RETENTION[config.log_days],
        removal_policy=RemovalPolicy.DESTROY,
    )
