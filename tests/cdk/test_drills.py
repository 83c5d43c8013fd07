"""The option `drills=on`: experiments of FIS, which may disturb what they name and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cdk.config import RefusedConfiguration
from cdk.context import config_for
from tests.cdk.synthesized import Properties, Synthesized, synthesize


@pytest.fixture(scope="module")
def drilled(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """A small stage with both fleets and a reader; cdk-nag looks at it, too."""
    config = config_for("dev", {"gateway": "on", "owner": "on", "drills": "on"})
    assert config.database is not None
    with_reader = replace(config, database=replace(config.database, readers=1))
    return synthesize(with_reader, tmp_path_factory.mktemp("drilled"))


def experiments(drilled: Synthesized) -> dict[str, Properties]:
    found = drilled.every("AWS::FIS::ExperimentTemplate")
    return {next(iter(each["Actions"])): each for each in found}


def test_there_is_one_for_each_fleet_and_for_the_database(drilled: Synthesized) -> None:
    actions = {
        name: each["Actions"][name]["ActionId"] for name, each in experiments(drilled).items()
    }
    assert actions == {
        "gateway_killed": "aws:ecs:stop-task",
        "owner_killed": "aws:ecs:stop-task",
        "postgres_gone": "aws:rds:failover-db-cluster",
    }


def test_each_ends_at_an_alarm_that_exists(drilled: Synthesized) -> None:
    alarms = {each.get("AlarmName") for each in drilled.every("AWS::CloudWatch::Alarm")}
    for each in experiments(drilled).values():
        (condition,) = each["StopConditions"]
        assert condition["Source"] == "aws:cloudwatch:alarm"
        assert condition["Value"]["Fn::Join"][1][-1].removeprefix(":alarm:") in alarms


def test_one_task_of_a_service_that_exists_is_stopped(drilled: Synthesized) -> None:
    services = {each["ServiceName"] for each in drilled.every("AWS::ECS::Service")}
    for name in ("gateway_killed", "owner_killed"):
        (target,) = experiments(drilled)[name]["Targets"].values()
        assert target["SelectionMode"] == "COUNT(1)"
        assert target["Parameters"]["service"] in services
        assert target["Parameters"]["cluster"] == "rumpus-dev-servers"


def test_no_role_may_do_more_than_its_action(drilled: Synthesized) -> None:
    template = drilled.templates["rumpus-dev-drills"]
    roles = [
        each["Properties"]
        for each in template["Resources"].values()
        if each["Type"] == "AWS::IAM::Role"
    ]
    assert len(roles) == len(experiments(drilled))
    allowed: set[str] = set()
    for role in roles:
        assert "ManagedPolicyArns" not in role
        assert "aws:SourceAccount" in json.dumps(role["AssumeRolePolicyDocument"])
        for statement in role["Policies"][0]["PolicyDocument"]["Statement"]:
            actions = statement["Action"]
            allowed |= {actions} if isinstance(actions, str) else set(actions)
            assert statement["Resource"] != "*" or "ecs:cluster" in json.dumps(statement)
    assert allowed == {
        *("ecs:StopTask", "ecs:DescribeTasks", "ecs:ListTasks"),
        *("rds:FailoverDBCluster", "rds:DescribeDBClusters"),
    }


def test_a_stage_has_none_unless_it_asks() -> None:
    assert not config_for("dev", {"gateway": "on"}).drills
    with pytest.raises(RefusedConfiguration, match="There is no drills=maybe"):
        config_for("dev", {"drills": "maybe"})
