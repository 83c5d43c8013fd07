"""Consumers that are behind handle more at once: the templates give the duty what it needs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cdk.config import living
from functions.scheduled.keep_up import USUAL
from shared.application.lifecycle.keep_up import AGAIN, MOST
from shared.workload_kinds import BEHIND, Stream
from tests.cdk.synthesized import Synthesized, actions

_CONSUMERS = {"rank", "delivery", "reward", "notices"}


def _alarms(stage: Synthesized) -> dict[str, Any]:
    start = stage.config.named(BEHIND)
    alarms = stage.properties("AWS::CloudWatch::Alarm")
    named = {str(each.get("AlarmName", "")): each for each in alarms}
    return {
        name.removeprefix(start): each for name, each in named.items() if name.startswith(start)
    }


def _mappings(stage: Synthesized) -> dict[str, Any]:
    """Return the mapping of each consumer of a stream, by workload."""
    found = stage.every("AWS::Lambda::EventSourceMapping")
    consumers = [
        each for each in living(stage.config, "lambda") if isinstance(each.trigger, Stream)
    ]
    ids = {
        each.name: stage.id_of("AWS::Lambda::Function", "FunctionName", each.name)
        for each in consumers
    }
    return {
        name: next(each for each in found if logical in str(each["FunctionName"]))
        for name, logical in ids.items()
    }


class TestKeepUp:
    def test_has_an_alarm_of_each_consumers_lag(self, prod: Synthesized) -> None:
        alarms = _alarms(prod)
        assert alarms.keys() == _CONSUMERS
        for name, alarm in alarms.items():
            assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/Lambda", "IteratorAge")
            assert alarm["Dimensions"] == [
                {"Name": "FunctionName", "Value": prod.config.named(name)}
            ]
            assert alarm["Threshold"] == 5_000
            lasts = timedelta(seconds=alarm["Period"] * alarm["EvaluationPeriods"])
            assert lasts == timedelta(minutes=2) <= AGAIN
            assert alarm["TreatMissingData"] == "notBreaching"  # a quiet stream has caught up
            assert "AlarmActions" not in alarm

    def test_knows_what_each_consumer_does_without_lag(self, prod: Synthesized) -> None:
        factors = {name: each["ParallelizationFactor"] for name, each in _mappings(prod).items()}
        assert factors == USUAL
        assert max(factors.values()) < MOST

    def test_may_change_mappings_of_consumers_alone(self, prod: Synthesized) -> None:
        (statement,) = [
            each
            for each in prod.statements("keep_up")
            if "lambda:UpdateEventSourceMapping" in actions(each)
        ]
        assert actions(statement) == {"lambda:UpdateEventSourceMapping"}
        functions = statement["Condition"]["ArnEquals"]["lambda:FunctionArn"]
        assert len(functions) == len(_CONSUMERS)
        for name in _CONSUMERS:
            assert any(str(each).endswith(f":{prod.config.named(name)}']]}}") for each in functions)

    def test_may_see_no_other_alarm(self, prod: Synthesized) -> None:
        (statement,) = [
            each
            for each in prod.statements("keep_up")
            if "cloudwatch:DescribeAlarms" in actions(each)
        ]
        assert f":alarm:{prod.config.named(BEHIND)}*" in str(statement["Resource"])

    def test_is_where_lag_is_watched(self, dev: Synthesized, prod: Synthesized) -> None:
        for stage in (dev, prod):
            names = {each.name for each in living(stage.config, "lambda")}
            assert ("keep_up" in names) == bool(_alarms(stage))
