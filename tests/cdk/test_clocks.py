from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cdk.parts.sources import NIGHT_HOUR
from functions.scheduled import archive
from shared.application.economy import audit_when_due
from shared.workload_kinds import Schedule
from shared.workloads import WORKLOADS, workload
from tests.cdk.synthesized import Synthesized


def _asynchronous(stage: Synthesized) -> dict[str, Mapping[str, Any]]:
    """How each function is invoked that has a configuration for it, by logical id."""
    return {
        each["FunctionName"]["Ref"]: each
        for each in stage.properties("AWS::Lambda::EventInvokeConfig")
    }


def _called_by_rules(stage: Synthesized) -> dict[str, Mapping[str, Any]]:
    """The targets of EventBridge that are functions, by logical id."""
    return {
        target["Arn"]["Fn::GetAtt"][0]: target
        for rule in stage.properties("AWS::Events::Rule")
        for target in rule["Targets"]
        if "Function" in target["Arn"]["Fn::GetAtt"][0]
    }


def _names(stage: Synthesized) -> dict[str, str]:
    return {
        logical_id: resource["Properties"].get("FunctionName", "")
        for template in stage.templates.values()
        for logical_id, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Lambda::Function"
    }


class TestTicks:
    def test_are_handed_to_every_clocked_workload(self, account: Synthesized) -> None:
        names = _names(account)
        called = {names[each] for each in _called_by_rules(account)}
        clocked = {
            account.config.named(each.name)
            for each in WORKLOADS
            if isinstance(each.trigger, Schedule)
        }
        of_prod = {account.config.named(each) for each in ("prescale", "keep_up")}
        assert called | of_prod == clocked

    def test_are_kept_by_lambda_no_longer_than_until_the_next(self, stage: Synthesized) -> None:
        asynchronous = _asynchronous(stage)
        names = _names(stage)
        called = _called_by_rules(stage)
        assert called
        for function, target in called.items():
            trigger = workload(names[function].removeprefix(stage.config.named(""))).trigger
            assert isinstance(trigger, Schedule)
            kept = asynchronous[function]
            assert kept["MaximumRetryAttempts"] == trigger.tries - 1
            assert 60 <= kept["MaximumEventAgeInSeconds"] <= 60 * trigger.every_minutes
            assert target["RetryPolicy"]["MaximumRetryAttempts"] == 0

    def test_are_tried_once_where_another_comes_in_a_minute(self) -> None:
        clocks = [each.trigger for each in WORKLOADS if isinstance(each.trigger, Schedule)]
        assert {each.tries for each in clocks if each.every_minutes == 1} == {1}

    def test_of_a_day_come_when_the_audit_has_woken_the_database(
        self, account: Synthesized
    ) -> None:
        assert NIGHT_HOUR == audit_when_due.NIGHT_HOUR
        daily = [
            rule["ScheduleExpression"]
            for rule in account.properties("AWS::Events::Rule")
            if rule.get("ScheduleExpression", "").startswith("cron(")
        ]
        assert archive.NIGHT_HOUR == NIGHT_HOUR, (
            "of a pass of each hour, that of the night alone works"
        )
        assert sorted(daily) == [f"cron(0 {NIGHT_HOUR} * * ? *)", "cron(5 * * * ? *)"]
