"""The option `drills=on`: experiments of FIS, which may disturb what they name and nothing else."""

from __future__ import annotations

import json

import pytest

from cdk.config import RefusedConfiguration
from cdk.context import config_for
from tests.cdk.synthesized import Properties, Synthesized


def experiments(options: Synthesized) -> dict[str, Properties]:
    found = options.every("AWS::FIS::ExperimentTemplate")
    return {next(iter(each["Actions"])): each for each in found}


def test_there_is_one_for_each_fleet_for_the_stream_and_for_the_database(
    options: Synthesized,
) -> None:
    actions = {
        name: each["Actions"][name]["ActionId"] for name, each in experiments(options).items()
    }
    assert actions == {
        "gateway_killed": "aws:ecs:stop-task",
        "owner_killed": "aws:ecs:stop-task",
        "kafka_backlog": "aws:kinesis:stream-provisioned-throughput-exception",
        "postgres_gone": "aws:rds:failover-db-cluster",
    }


def test_each_ends_at_an_alarm_that_exists(options: Synthesized) -> None:
    alarms = {each.get("AlarmName") for each in options.every("AWS::CloudWatch::Alarm")}
    for each in experiments(options).values():
        (condition,) = each["StopConditions"]
        assert condition["Source"] == "aws:cloudwatch:alarm"
        assert condition["Value"]["Fn::Join"][1][-1].removeprefix(":alarm:") in alarms


def test_one_task_of_a_service_that_exists_is_stopped(options: Synthesized) -> None:
    services = {each["ServiceName"] for each in options.every("AWS::ECS::Service")}
    for name in ("gateway_killed", "owner_killed"):
        (target,) = experiments(options)[name]["Targets"].values()
        assert target["SelectionMode"] == "COUNT(1)"
        assert target["Parameters"]["service"] in services
        assert target["Parameters"]["cluster"] == "rumpus-dev-servers"


def test_a_stream_that_exists_is_throttled_for_a_while(options: Synthesized) -> None:
    made = experiments(options)["kafka_backlog"]
    (target,) = made["Targets"].values()
    streams = {each["Name"] for each in options.every("AWS::Kinesis::Stream")}
    (arn,) = target["ResourceArns"]
    assert arn["Fn::Join"][1][-1].removeprefix(":stream/") in streams
    assert made["Actions"]["kafka_backlog"]["Parameters"]["duration"] == "PT3M"


def test_no_role_may_do_more_than_its_action(options: Synthesized) -> None:
    template = options.templates["rumpus-dev-drills"]
    roles = [
        each["Properties"]
        for each in template["Resources"].values()
        if each["Type"] == "AWS::IAM::Role"
    ]
    assert len(roles) == len(experiments(options))
    allowed: set[str] = set()
    for role in roles:
        assert "ManagedPolicyArns" not in role
        assert "aws:SourceAccount" in json.dumps(role["AssumeRolePolicyDocument"])
        for statement in role["Policies"][0]["PolicyDocument"]["Statement"]:
            actions = statement["Action"]
            allowed |= {actions} if isinstance(actions, str) else set(actions)
            only = json.dumps(statement.get("Condition"))
            is_bounded = "ecs:cluster" in only or "kinesis:FisTargetArns" in only
            assert statement["Resource"] != "*" or is_bounded
    assert allowed == {
        *("ecs:StopTask", "ecs:DescribeTasks", "ecs:ListTasks"),
        *("kinesis:InjectApiError", "kinesis:DescribeStreamSummary"),
        *("rds:FailoverDBCluster", "rds:DescribeDBClusters"),
    }


def test_a_stage_has_none_unless_it_asks() -> None:
    assert not config_for("dev", {"gateway": "on"}).drills
    with pytest.raises(RefusedConfiguration, match="There is no drills=maybe"):
        config_for("dev", {"drills": "maybe"})
