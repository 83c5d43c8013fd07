"""The option `otlp=URL`: which lines come to the exporter, and what it may do."""

from __future__ import annotations

import json

import pytest

from cdk.config import Otlp, RefusedConfiguration, living
from cdk.context import config_for
from tests.cdk.bill.idle_cost import idle_cost
from tests.cdk.synthesized import Synthesized, actions, synthesize

URL = "https://otlp.example.org/v2"
SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:otlp-AbCdEf"


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """A stage that sends its lines to Loki as well: two ask for the lines of each group."""
    context = {"otlp": URL, "otlp_secret": SECRET, "logs": "loki", "gateway": "on"}
    return synthesize(config_for("dev", context), tmp_path_factory.mktemp("otlp"))


def test_spans_of_every_workload_that_is_sent_no_lines_come_to_it(sent: Synthesized) -> None:
    filters = [
        each
        for each in sent.every("AWS::Logs::SubscriptionFilter")
        if "function:rumpus-dev-export" in str(each["DestinationArn"])
    ]
    assert {each["FilterPattern"] for each in filters} == {'{ $.kind = "span" }'}
    told = {each["LogGroupName"].rpartition("/")[2] for each in filters}
    all_of_them = [*living(sent.config, "lambda"), *living(sent.config, "fargate")]
    names = {sent.config.named(each.name) for each in all_of_them}
    assert names - told == {sent.config.named("forward"), sent.config.named("export")}
    groups = [each["LogGroupName"] for each in sent.every("AWS::Logs::SubscriptionFilter")]
    assert max(map(groups.count, groups)) == 2, "CloudWatch allows two"
    allowed = [
        json.dumps(each["SourceArn"]).partition("log-group:")[2][:24]
        for each in sent.properties("AWS::Lambda::Permission")
        if each["Principal"] == "logs.amazonaws.com" and each["FunctionName"] == "rumpus-dev-export"
    ]
    assert sorted(allowed) == ['/aws/ecs/rumpus-dev-*:*"', "/aws/lambda/rumpus-dev-*"]


def test_it_may_read_its_key_and_nothing_else(sent: Synthesized) -> None:
    function = sent.function("export")
    told = function["Environment"]["Variables"]
    assert (told["RUMPUS_OTLP_URL"], told["RUMPUS_OTLP_SECRET"]) == (URL, SECRET)
    assert "VpcConfig" not in function
    statements = sent.statements("export")
    (key,) = [each for each in statements if "secretsmanager" in str(actions(each))]
    assert actions(key) == {"secretsmanager:GetSecretValue"}
    assert key["Resource"] == SECRET
    granted = set().union(*map(actions, statements)) - actions(key)
    assert {each.partition(":")[0] for each in granted} == {"logs", "xray"}


def test_what_is_refused_rings_an_alarm(sent: Synthesized) -> None:
    watched = {
        (each["MetricName"], each["Dimensions"][-1]["Value"])
        for each in sent.every("AWS::CloudWatch::Alarm")
        if each.get("MetricName", "").endswith("Refused")
    }
    assert watched == {("LinesRefused", "forward"), ("SpansRefused", "export")}


def test_nobody_else_may_read_the_key(sent: Synthesized) -> None:
    for workload in living(sent.config, "lambda"):
        if workload.name != "export":
            assert SECRET not in json.dumps(sent.statements(workload.name)), workload.name
            assert SECRET not in json.dumps(sent.function(workload.name)), workload.name


def test_the_key_is_paid_for(sent: Synthesized, dev: Synthesized) -> None:
    found, without = idle_cost(sent.templates.values()), idle_cost(dev.templates.values())
    assert found["secrets"] == pytest.approx(without["secrets"] + 2 * 0.40)  # Grafana's, and it


def test_an_endpoint_may_ask_for_no_key(tmp_path_factory: pytest.TempPathFactory) -> None:
    bare = synthesize(config_for("dev", {"otlp": URL}), tmp_path_factory.mktemp("bare"))
    assert "secretsmanager" not in json.dumps(bare.statements("export"))
    assert bare.every("AWS::Logs::SubscriptionFilter")


def test_nothing_of_it_is_there_unless_it_is_asked_for(dev: Synthesized) -> None:
    assert dev.config.otlp == Otlp()
    names = [each.get("FunctionName") for each in dev.every("AWS::Lambda::Function")]
    assert "rumpus-dev-export" not in names
    assert dev.properties("AWS::Logs::SubscriptionFilter") == []


@pytest.mark.parametrize(
    "context",
    [
        {"otlp": "http://otlp.example.org"},
        {"otlp": "https://"},
        {"otlp": "https://ann:key@otlp.example.org"},
        {"otlp": "https://otlp.example.org/?key=k"},
        {"otlp": "https://otlp.example.org/#k"},
        {"otlp": URL, "otlp_secret": "the key itself"},
        {"otlp_secret": SECRET},
    ],
)
def test_a_place_that_can_not_be_meant_is_refused(context: dict[str, str]) -> None:
    with pytest.raises(RefusedConfiguration, match="--context otlp=") as refused:
        config_for("dev", context)
    assert "key itself" not in str(refused.value)
