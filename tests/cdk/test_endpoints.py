"""Which host each client of AWS calls, under the environment that the templates set."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ClientError

from layers.tree import ROOT
from shared.adapters.aws.address import service_address
from shared.runtime.aws import client, session
from shared.workloads import workload
from tests.cdk.synthesized import Synthesized

_CALLBACK = "https://a1b2c3.execute-api.{region}.amazonaws.com/live"

_CALLS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "apigatewaymanagementapi": ("get_connection", {"ConnectionId": "c"}),
    "application-autoscaling": ("describe_scalable_targets", {"ServiceNamespace": "ecs"}),
    "cloudwatch": ("describe_alarms", {"AlarmNames": ["a"]}),
    "dynamodb": ("get_item", {"TableName": "log", "Key": {"pk": {"S": "a"}}}),
    "ecs": ("describe_services", {"services": ["gateway"]}),
    "kinesis": (
        "put_records",
        {"StreamName": "events", "Records": [{"Data": b"1", "PartitionKey": "a"}]},
    ),
    "lambda": ("invoke", {"FunctionName": "rank"}),
    "s3": ("put_object", {"Bucket": "failed", "Key": "k", "Body": b"1"}),
    "secretsmanager": ("get_secret_value", {"SecretId": "tokens"}),
    "sqs": (
        "send_message",
        {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/q", "MessageBody": "1"},
    ),
}

_PLAIN = {
    "apigatewaymanagementapi": "a1b2c3.execute-api.{region}.amazonaws.com",
    "application-autoscaling": "application-autoscaling.{region}.amazonaws.com",
    "cloudwatch": "monitoring.{region}.amazonaws.com",
    "dynamodb": "dynamodb.{region}.amazonaws.com",
    "ecs": "ecs.{region}.amazonaws.com",
    "kinesis": "kinesis.{region}.amazonaws.com",
    "lambda": "lambda.{region}.amazonaws.com",
    "lean": "dynamodb.{region}.amazonaws.com",
    "s3": "failed.s3.{region}.amazonaws.com",
    "secretsmanager": "secretsmanager.{region}.amazonaws.com",
    "sqs": "sqs.{region}.amazonaws.com",
}
_IN_THE_VPC = {
    "apigatewaymanagementapi": "a1b2c3.execute-api.{region}.amazonaws.com",  # is dual-stack
    "dynamodb": "dynamodb.{region}.amazonaws.com",
    "kinesis": "kinesis.{region}.api.aws",
    "lambda": "lambda.{region}.api.aws",
    "lean": "dynamodb.{region}.amazonaws.com",
    "s3": "s3.{region}.amazonaws.com",
    "secretsmanager": "secretsmanager.{region}.amazonaws.com",  # is dual-stack
    "sqs": "sqs.{region}.api.aws",
}

_REGIONS = ("us-west-2", "eu-central-1")


class _Body:
    @staticmethod
    def stream() -> Iterator[bytes]:
        yield b"{}"


def _called(made: Any, operation: str, parameters: Mapping[str, Any]) -> str:
    """The host that a client sends to; the request itself stays here."""
    hosts: list[str] = []

    def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        hosts.append(urlsplit(str(request.url)).netloc)
        return AWSResponse(str(request.url), 400, HTTPHeaders(), _Body())

    made.meta.events.register("before-send", answer)
    with suppress(ClientError):
        getattr(made, operation)(**parameters)
    (host,) = hosts
    return host


def _hosts(region: str) -> dict[str, str]:
    callback = _CALLBACK.format(region=region)
    hosts = {
        service: _called(
            client(service, callback if service == "apigatewaymanagementapi" else None), *call
        )
        for service, call in _CALLS.items()
    }
    hosts["lean"] = service_address(os.environ, "dynamodb").authority
    return hosts


def _resolved(value: object, region: str) -> str:
    """A value of a template, as CloudFormation resolves it."""
    known = {"AWS::Region": region, "AWS::URLSuffix": "amazonaws.com"}
    match value:
        case {"Ref": name}:
            return known.get(str(name), "")
        case {"Fn::Join": [separator, parts]}:
            return str(separator).join(_resolved(part, region) for part in parts)
        case str():
            return value
        case _:
            return ""


@pytest.fixture(params=_REGIONS)
def region(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A region, with credentials that say whose they are; no client outlives it."""
    monkeypatch.setenv("AWS_REGION", request.param)
    monkeypatch.setenv("AWS_DEFAULT_REGION", request.param)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_ACCOUNT_ID", "123456789012")
    for built in (client, session):
        built.cache_clear()
    yield request.param
    for built in (client, session):
        built.cache_clear()


def _told(variables: Mapping[str, object], region: str) -> dict[str, str]:
    return {
        name: _resolved(value, region)
        for name, value in variables.items()
        if name.startswith("AWS_")
    }


def test_functions_in_the_vpc_reach_dynamodb_and_s3_by_their_gateway_endpoints(
    account: Synthesized, region: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    placement = [
        each for each in account.properties("AWS::Lambda::Function") if "VpcConfig" in each
    ]
    told = [_told(each["Environment"]["Variables"], region) for each in placement]
    assert len(told) > 10
    assert all(each == told[0] for each in told)
    for name, value in told[0].items():
        monkeypatch.setenv(name, value)
    hosts = _hosts(region)
    assert {service: hosts[service] for service in _IN_THE_VPC} == {
        service: host.format(region=region) for service, host in _IN_THE_VPC.items()
    }


def test_functions_outside_and_tasks_use_the_plain_names(
    fleets: Synthesized, region: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = fleets.properties("AWS::ECS::TaskDefinition")
    told = [
        _told(fleets.function(each)["Environment"]["Variables"], region)
        for each in ("authorize", "prescale")
    ] + [
        _told({each["Name"]: each["Value"] for each in container["Environment"]}, region)
        for task in tasks
        for container in task["ContainerDefinitions"]
    ]
    assert len(told) == 2 + len(tasks) == 5  # gateway, web, and a run of the archive
    assert all(each == told[0] for each in told)
    for name, value in told[0].items():
        monkeypatch.setenv(name, value)
    assert _hosts(region) == {
        service: host.format(region=region) for service, host in _PLAIN.items()
    }


@pytest.mark.parametrize("name", ["prescale", "keep_up"])
def test_who_scales_is_outside_the_vpc(name: str) -> None:
    # The names of ECS, Application Auto Scaling and CloudWatch are known for plain IPv4 alone.
    assert not {"valkey", "economy"} & set(workload(name).grants)


def test_every_service_that_the_code_calls_is_in_these_tests() -> None:
    called = {
        service
        for path in (ROOT / "shared").rglob("*.py")
        for service in re.findall(r"\bclient\(\"([a-z0-9-]+)\"", path.read_text())
    }
    assert called == set(_CALLS)
