"""Experiments of AWS FIS, the drills that an account can run itself: the option `drills=on`.

An experiment runs only if an operator starts it, and ends when its alarm goes off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from aws_cdk import Aws
from aws_cdk import aws_fis as fis
from aws_cdk import aws_iam as iam
from constructs import Construct

from cdk.config import GATEWAY, OWNER, Config
from cdk.parts.database import NAME
from cdk.parts.roles import service_role
from cdk.parts.servers import CLUSTER
from shared.workloads import STREAMS

_PLACE = f"{Aws.REGION}:{Aws.ACCOUNT_ID}"
_STOPS_AT: Mapping[str, str] = {GATEWAY: f"{GATEWAY}-full", OWNER: "owner-SlotsWithoutOwner"}
"""The alarm of each fleet that says that players are affected."""

_HARM = "http-5xx"


@dataclass(frozen=True)
class Experiment:
    """One action on one target; `alarm` ends it, and prevents its start while it is on."""

    name: str
    told: str
    action: str
    parameter: str
    target: fis.CfnExperimentTemplate.ExperimentTemplateTargetProperty
    alarm: str
    allowed: tuple[iam.PolicyStatement, ...]
    settings: Mapping[str, str] = field(default_factory=dict)


class Drills(Construct):
    def __init__(self, scope: Construct, config: Config) -> None:
        super().__init__(scope, "Drills")
        for each in experiments(config):
            self._experiment(config, each)

    def _experiment(self, config: Config, each: Experiment) -> None:
        made = fis.CfnExperimentTemplate
        role = service_role(self, f"{each.name}-role", "fis", "inject", list(each.allowed))
        made(
            self,
            each.name,
            description=each.told,
            role_arn=role.role_arn,
            targets={each.parameter: each.target},
            actions={
                each.name: made.ExperimentTemplateActionProperty(
                    action_id=each.action,
                    parameters=each.settings or None,
                    targets={each.parameter: each.parameter},
                )
            },
            stop_conditions=[
                made.ExperimentTemplateStopConditionProperty(
                    source="aws:cloudwatch:alarm", value=_alarm(config, each.alarm)
                )
            ],
            tags={"Name": config.named(each.name)},
        )


def experiments(config: Config) -> Iterator[Experiment]:
    """Yield the experiments on resources that the stage has."""
    for fleet, alarm in _STOPS_AT.items():
        if fleet in config.fleets:
            yield _task_killed(config, fleet, alarm)
    yield _throttled_stream(config)
    if config.database is not None and config.database.readers:
        yield _failover(config)


def _task_killed(config: Config, fleet: str, alarm: str) -> Experiment:
    cluster = config.named(CLUSTER)
    only = {"ArnEquals": {"ecs:cluster": f"arn:{Aws.PARTITION}:ecs:{_PLACE}:cluster/{cluster}"}}
    tasks = f"arn:{Aws.PARTITION}:ecs:{_PLACE}:task/{cluster}/*"
    return Experiment(
        f"{fleet}_killed",
        f"A task of {fleet} dies: `rumpus drill gateway_killed` plays it in virtual time.",
        "aws:ecs:stop-task",
        "Tasks",
        fis.CfnExperimentTemplate.ExperimentTemplateTargetProperty(
            resource_type="aws:ecs:task",
            selection_mode="COUNT(1)",
            parameters={"cluster": cluster, "service": config.named(fleet)},
        ),
        alarm,
        (
            iam.PolicyStatement(
                actions=["ecs:StopTask", "ecs:DescribeTasks"], resources=[tasks], conditions=only
            ),
            iam.PolicyStatement(actions=["ecs:ListTasks"], resources=["*"], conditions=only),
        ),
    )


def _throttled_stream(config: Config) -> Experiment:
    """Throttle a stream; its role names the resource only in a condition, the documented way."""
    stream = f"arn:{Aws.PARTITION}:kinesis:{_PLACE}:stream/{config.named(STREAMS[0].name)}"
    action = "aws:kinesis:stream-provisioned-throughput-exception"
    only = {"kinesis:FisActionId": [action], "kinesis:FisTargetArns": [stream]}
    return Experiment(
        "kafka_backlog",
        "Nine of ten calls of the log's stream are throttled for three minutes, by who reads it"
        " and by who writes: `rumpus drill kafka_backlog` plays it in virtual time.",
        action,
        "KinesisStreams",
        fis.CfnExperimentTemplate.ExperimentTemplateTargetProperty(
            resource_type="aws:kinesis:stream", selection_mode="ALL", resource_arns=[stream]
        ),
        _HARM,
        (
            iam.PolicyStatement(
                actions=["kinesis:InjectApiError"],
                resources=["*"],
                conditions={"ForAllValues:StringEquals": only},
            ),
            iam.PolicyStatement(actions=["kinesis:DescribeStreamSummary"], resources=[stream]),
        ),
        {"duration": "PT3M", "percentage": "90"},
    )


def _failover(config: Config) -> Experiment:
    cluster = f"arn:{Aws.PARTITION}:rds:{_PLACE}:cluster:{config.named(NAME)}"
    instances = f"arn:{Aws.PARTITION}:rds:{_PLACE}:db:*"
    return Experiment(
        "postgres_gone",
        "The writer of the ledger gives over to its reader, and orders wait meanwhile.",
        "aws:rds:failover-db-cluster",
        "Clusters",
        fis.CfnExperimentTemplate.ExperimentTemplateTargetProperty(
            resource_type="aws:rds:cluster", selection_mode="ALL", resource_arns=[cluster]
        ),
        _HARM,
        (
            iam.PolicyStatement(
                actions=["rds:FailoverDBCluster", "rds:DescribeDBClusters"],
                resources=[cluster, instances],
            ),
        ),
    )


def _alarm(config: Config, name: str) -> str:
    return f"arn:{Aws.PARTITION}:cloudwatch:{_PLACE}:alarm:{config.named(name)}"
