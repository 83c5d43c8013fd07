"""Consumers of streams as AWS keeps them: mappings of Lambda, alarms of CloudWatch."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator

import pytest
from moto import mock_aws

from shared.adapters.lambda_functions.consumers import AwsConsumers
from shared.workload_kinds import BEHIND
from tests.ports.account import client

PREFIX = "rumpus-test-"


def _role() -> str:
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}}
    role = client("iam").create_role(
        RoleName="r", AssumeRolePolicyDocument=json.dumps({"Statement": [trust]})
    )
    return str(role["Role"]["Arn"])


def _code() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("f.py", "")
    return data.getvalue()


def _consumer(name: str, at_once: int) -> None:
    """Deploy a consumer of the stream, and its alarm, as the templates do."""
    functions, cloudwatch = client("lambda"), client("cloudwatch")
    functions.create_function(
        FunctionName=PREFIX + name,
        Runtime="python3.13",
        Role=_role() if name == "rank" else "arn:aws:iam::123456789012:role/r",
        Handler="f.handler",
        Code={"ZipFile": _code()},
    )
    functions.create_event_source_mapping(
        EventSourceArn="arn:aws:kinesis:us-east-1:123456789012:stream/events",
        FunctionName=PREFIX + name,
        StartingPosition="TRIM_HORIZON",
        ParallelizationFactor=at_once,
    )
    cloudwatch.put_metric_alarm(
        AlarmName=f"{PREFIX}{BEHIND}{name}",
        Namespace="AWS/Lambda",
        MetricName="IteratorAge",
        Statistic="Maximum",
        Period=60,
        EvaluationPeriods=2,
        Threshold=5000,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
    )


@pytest.fixture
def consumers() -> Iterator[AwsConsumers]:
    with mock_aws():
        client("kinesis").create_stream(StreamName="events", ShardCount=1)
        _consumer("rank", 4)
        _consumer("reward", 1)
        yield AwsConsumers(client("lambda"), client("cloudwatch"), PREFIX, PREFIX + BEHIND)


class TestConsumers:
    def test_are_known_by_their_mappings_and_alarms(self, consumers: AwsConsumers) -> None:
        client("cloudwatch").set_alarm_state(
            AlarmName=f"{PREFIX}{BEHIND}rank", StateValue="ALARM", StateReason="behind"
        )
        rank, reward = consumers.look(["rank", "reward"])
        assert (rank.name, rank.at_once, rank.is_behind) == ("rank", 4, True)
        assert (reward.name, reward.at_once, reward.is_behind) == ("reward", 1, False)
        assert rank.since.tzinfo is not None
        assert rank.changed_at.tzinfo is not None

    def test_that_are_not_deployed_are_left_out(self, consumers: AwsConsumers) -> None:
        assert [each.name for each in consumers.look(["rank", "other"])] == ["rank"]
        client("cloudwatch").delete_alarms(AlarmNames=[f"{PREFIX}{BEHIND}rank"])
        assert consumers.look(["rank", "other"]) == []

    def test_handle_as_many_at_once_as_is_said(self, consumers: AwsConsumers) -> None:
        consumers.handle_at_once("rank", 8)
        consumers.handle_at_once("other", 8)
        assert [each.at_once for each in consumers.look(["rank", "reward"])] == [8, 1]
