from __future__ import annotations

import re
from typing import Any

import pytest

from cdk.bill.idle import TOLD_WHILE_IDLE, ticks
from cdk.bill.kinds import COUNTED, COUNTED_TOGETHER, FREE
from cdk.bill.stage import UnknownPrice
from layers.tree import ROOT
from shared.workload_kinds import Schedule
from shared.workloads import WORKLOADS
from tests.cdk.bill.idle_cost import idle_cost
from tests.cdk.synthesized import Synthesized

_ONLY_WHEN_SOMETHING_HAPPENS = {
    *("ListingsExpired", "FactsShipped", "EconomyAuditsFailed", "DeadLetters", "RequestTime"),
    *("LinesRefused", "SpansRefused"),
}
_TOLD = re.compile(r'metric\((?:WORKLOAD|"\w+"), "(\w+)"')


def _function(**properties: object) -> dict[str, Any]:
    return {
        "Type": "AWS::Lambda::Function",
        "Properties": {"FunctionName": "rumpus-dev-one", "MemorySize": 512, **properties},
    }


def _clock(expression: str) -> dict[str, Any]:
    target = {"Arn": {"Fn::GetAtt": ["One", "Arn"]}}
    properties = {"ScheduleExpression": expression, "Targets": [target]}
    return {"Type": "AWS::Events::Rule", "Properties": properties}


class TestStages:
    def test_of_dev_idles_under_25_dollars(self, dev: Synthesized) -> None:
        lines = idle_cost(dev.templates.values())
        assert {"streams", "cache", "alarms", "database", "logs"} <= set(lines)
        assert 20 < sum(lines.values()) < 25

    def test_of_a_fleet_count_tasks_addresses_and_metrics(
        self, dev: Synthesized, fleets: Synthesized
    ) -> None:
        lines = idle_cost(fleets.templates.values())
        assert lines["tasks of fleets"] == pytest.approx(4 * (28.84 + 3.65), abs=0.05)
        assert lines["load balancer"] == pytest.approx(16.43 + 2 * 3.65, abs=0.01)
        without = idle_cost(dev.templates.values())
        assert lines["metrics"] == pytest.approx(without["metrics"] + 6 * 0.30)
        assert "tasks of fleets" not in without

    def test_of_production_count_what_never_sleeps(self, prod: Synthesized) -> None:
        lines = idle_cost(prod.templates.values())
        assert lines["database"] == pytest.approx(2 * 87.6 + 1 + 0.40 + 0.53, abs=0.01)
        assert lines["snapshots of functions"] == pytest.approx(5.75 * 3.954, abs=0.01)
        # Of the tokens, the operator and the login; and that of the certificate.
        assert lines["secrets"] == pytest.approx(4 * 0.40)

    def test_trace_nothing_while_idle(self, account: Synthesized) -> None:
        assert "traces" not in idle_cost(account.templates.values())


class TestKinds:
    def test_stand_in_one_list_each(self) -> None:
        assert not FREE & COUNTED_TOGETHER
        assert not FREE & set(COUNTED)
        assert not COUNTED_TOGETHER & set(COUNTED)

    def test_of_what_nobody_looked_up_are_refused(self) -> None:
        with pytest.raises(UnknownPrice, match="AWS::MSK::Cluster"):
            idle_cost([{"Resources": {"Kafka": {"Type": "AWS::MSK::Cluster"}}}])

    @pytest.mark.parametrize(
        ("kind", "properties"),
        [
            ("DynamoDB::Table", {"SSESpecification": {"SSEEnabled": True, "SSEType": "KMS"}}),
            ("ECS::Cluster", {"ClusterSettings": [{"Name": "containerInsights"}]}),
            ("Lambda::Version", {"ProvisionedConcurrencyConfig": {}}),
        ],
    )
    def test_of_properties_that_nobody_looked_up_are_refused(
        self, kind: str, properties: dict[str, object]
    ) -> None:
        template = {"Resources": {"One": {"Type": f"AWS::{kind}", "Properties": properties}}}
        with pytest.raises(UnknownPrice, match=next(iter(properties))):
            idle_cost([template])

    def test_of_a_nat_gateway_would_be_seen(self) -> None:
        template = {"Resources": {"Nat": {"Type": "AWS::EC2::NatGateway"}}}
        assert idle_cost([template]) == {"NAT gateways": pytest.approx(32.85)}

    def test_of_an_alarm_count_what_its_expression_reads(self) -> None:
        metrics = [{"Id": "load", "Expression": "a + b"}, {"MetricStat": {}}, {"MetricStat": {}}]
        alarm = {"Type": "AWS::CloudWatch::Alarm", "Properties": {"Metrics": metrics}}
        assert idle_cost([{"Resources": {"Load": alarm}}]) == {"alarms": pytest.approx(0.20)}


class TestTracing:
    def test_of_each_tick_would_be_seen(self) -> None:
        function = _function(TracingConfig={"Mode": "Active"})
        lines = idle_cost([{"Resources": {"One": function, "Clock": _clock("rate(1 minute)")}}])
        assert lines["traces"] == pytest.approx(0.219)

    def test_of_another_kind_is_refused(self) -> None:
        function = _function(TracingConfig={"Mode": "Everything"})
        with pytest.raises(UnknownPrice, match="Everything"):
            idle_cost([{"Resources": {"One": function, "Clock": _clock("rate(1 minute)")}}])


class TestTicks:
    def test_are_counted_by_the_month(self) -> None:
        assert ticks("rate(1 minute)") == 43_800
        assert ticks("rate(5 minutes)") == 43_800 / 5
        assert ticks("cron(5 * * * ? *)") == 730
        assert ticks("cron(0 3 * * ? *)") == pytest.approx(30.4, abs=0.1)

    @pytest.mark.parametrize("expression", ["rate(1 day)", "cron(0/5 * ? * MON *)", "at(noon)"])
    def test_are_refused_where_nobody_counted_them(self, expression: str) -> None:
        with pytest.raises(UnknownPrice, match="how often"):
            ticks(expression)


def test_each_metric_that_is_told_while_idle_is_counted() -> None:
    """Of the workloads that no player wakes: clocks, and servers, which beat."""
    clocked = {each.name for each in WORKLOADS if isinstance(each.trigger, Schedule)}
    sources = [
        *(ROOT / "functions" / "scheduled").glob("*.py"),
        ROOT / "functions" / "ws" / "gateway" / "beat.py",
        ROOT / "functions" / "owner" / "beat.py",
    ]
    told = {name for source in sources for name in _TOLD.findall(source.read_text())}
    counted = {name for names in TOLD_WHILE_IDLE.values() for name in names}
    assert counted == told - _ONLY_WHEN_SOMETHING_HAPPENS
    assert set(TOLD_WHILE_IDLE) <= clocked | {"gateway", "owner"}
