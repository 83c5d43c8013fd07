"""The option `logs=athena`: each line's way from a log group to a column on S3."""

from __future__ import annotations

import json

import pytest

from cdk.config import RefusedConfiguration, living
from cdk.context import config_for
from cli.logs.athena import TABLE, names_of
from cli.logs.columns import COLUMNS
from tests.cdk.synthesized import Synthesized


def test_every_workload_sends_its_lines(options: Synthesized) -> None:
    filters = options.properties("AWS::Logs::SubscriptionFilter")
    places = {"lambda": "/aws/lambda", "fargate": "/aws/ecs"}
    assert {each["LogGroupName"] for each in filters} == {
        f"{place}/{options.config.named(workload.name)}"
        for runtime, place in places.items()
        for workload in living(options.config, "lambda" if runtime == "lambda" else "fargate")
        if workload.name != "export"
    }
    made = {str(each.get("LogGroupName")) for each in options.properties("AWS::Logs::LogGroup")}
    assert {each["LogGroupName"] for each in filters} <= made


def test_lines_are_columns_by_the_hour(options: Synthesized) -> None:
    (stream,) = options.properties("AWS::KinesisFirehose::DeliveryStream")
    to = stream["ExtendedS3DestinationConfiguration"]
    assert to["Prefix"] == "logs/day=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/"
    steps = [each["Type"] for each in to["ProcessingConfiguration"]["Processors"]]
    assert steps == ["Decompression", "CloudWatchLogProcessing"]
    (table,) = options.properties("AWS::Glue::Table")
    told = table["TableInput"]
    assert told["Name"] == TABLE
    columns = [each["Name"] for each in told["StorageDescriptor"]["Columns"]]
    assert columns == list(COLUMNS)
    where = json.dumps(told["Parameters"]["storage.location.template"])
    assert "day=${day}/hour=${hour}/" in where


def test_a_question_ends_before_it_is_dear(options: Synthesized) -> None:
    (group,) = options.properties("AWS::Athena::WorkGroup")
    (database,) = options.properties("AWS::Glue::Database")
    assert (database["DatabaseInput"]["Name"], group["Name"]) == names_of("dev")
    told = group["WorkGroupConfiguration"]
    assert told["EnforceWorkGroupConfiguration"] is True
    assert told["BytesScannedCutoffPerQuery"] == 100 * 10**9


def test_lines_end_as_those_of_cloudwatch_do(options: Synthesized) -> None:
    (bucket,) = [
        each
        for each in options.properties("AWS::S3::Bucket")
        if "-lines-" in json.dumps(each["BucketName"])
    ]
    (rule,) = bucket["LifecycleConfiguration"]["Rules"]
    assert rule["ExpirationInDays"] == options.config.log_days


def test_nothing_of_it_is_there_unless_it_is_asked_for(dev: Synthesized) -> None:
    assert dev.properties("AWS::KinesisFirehose::DeliveryStream") == []
    with pytest.raises(RefusedConfiguration, match="There is no logs=elk"):
        config_for("dev", {"logs": "elk"})
