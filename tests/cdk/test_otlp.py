"""The option `otlp=URL`: which lines come to the exporter, and what it may do."""

from __future__ import annotations

import json

import pytest

from cdk.config import Otlp, RefusedConfiguration, living
from cdk.context import config_for
from tests.cdk.bill.idle_cost import idle_cost
from tests.cdk.conftest import OTLP as URL
from tests.cdk.conftest import OTLP_SECRET as SECRET
from tests.cdk.synthesized import Synthesized, actions


def test_spans_of_every_workload_that_is_sent_no_lines_come_to_it(loki: Synthesized) -> None:
    filters = [
        each
        for each in loki.every("AWS::Logs::SubscriptionFilter")
        if "function:rumpus-dev-export" in str(each["DestinationArn"])
    ]
    assert {each["FilterPattern"] for each in filters} == {'{ $.kind = "span" }'}
    told = {each["LogGroupName"].rpartition("/")[2] for each in filters}
    all_of_them = [*living(loki.config, "lambda"), *living(loki.config, "fargate")]
    names = {loki.config.named(each.name) for each in all_of_them}
    assert names - told == {loki.config.named("forward"), loki.config.named("export")}
    groups = [each["LogGroupName"] for each in loki.every("AWS::Logs::SubscriptionFilter")]
    assert max(map(groups.count, groups)) == 2, "CloudWatch allows two"
    allowed = [
        json.dumps(each["SourceArn"]).partition("log-group:")[2][:24]
        for each in loki.properties("AWS::Lambda::Permission")
        if each["Principal"] == "logs.amazonaws.com" and each["FunctionName"] == "rumpus-dev-export"
    ]
    assert sorted(allowed) == ['/aws/ecs/rumpus-dev-*:*"', "/aws/lambda/rumpus-dev-*"]


def test_it_may_read_its_key_and_nothing_else(loki: Synthesized) -> None:
    function = loki.function("export")
    told = function["Environment"]["Variables"]
    assert (told["RUMPUS_OTLP_URL"], told["RUMPUS_OTLP_SECRET"]) == (URL, SECRET)
    assert "VpcConfig" not in function
    statements = loki.statements("export")
    (key,) = [each for each in statements if "secretsmanager" in str(actions(each))]
    assert actions(key) == {"secretsmanager:GetSecretValue"}
    assert key["Resource"] == SECRET
    granted = set().union(*map(actions, statements)) - actions(key)
    assert {each.partition(":")[0] for each in granted} == {"logs", "xray"}


def test_what_is_refused_rings_an_alarm(loki: Synthesized) -> None:
    watched = {
        (each["MetricName"], each["Dimensions"][-1]["Value"])
        for each in loki.every("AWS::CloudWatch::Alarm")
        if each.get("MetricName", "").endswith("Refused")
    }
    assert watched == {("LinesRefused", "forward"), ("SpansRefused", "export")}


def test_nobody_else_may_read_the_key(loki: Synthesized) -> None:
    for workload in living(loki.config, "lambda"):
        if workload.name != "export":
            assert SECRET not in json.dumps(loki.statements(workload.name)), workload.name
            assert SECRET not in json.dumps(loki.function(workload.name)), workload.name


def test_the_key_is_paid_for(loki: Synthesized, dev: Synthesized) -> None:
    found, without = idle_cost(loki.templates.values()), idle_cost(dev.templates.values())
    assert found["secrets"] == pytest.approx(without["secrets"] + 2 * 0.40)  # Grafana's, and it


def test_an_endpoint_may_ask_for_no_key(options: Synthesized) -> None:
    assert options.config.otlp == Otlp(URL)
    assert "secretsmanager" not in json.dumps(options.statements("export"))


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
