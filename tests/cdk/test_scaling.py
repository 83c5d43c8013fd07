from __future__ import annotations

import json
from typing import Any

from tests.cdk.synthesized import Properties, Synthesized

_POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"


def _steps(stage: Synthesized) -> dict[int, Any]:
    """The step policies, by what they add."""
    found = [
        each["StepScalingPolicyConfiguration"]
        for each in stage.properties(_POLICY)
        if each["PolicyType"] == "StepScaling"
    ]
    return {each["StepAdjustments"][0]["ScalingAdjustment"]: each for each in found}


def _alarm(stage: Synthesized, compared: str) -> Properties:
    alarms = stage.properties("AWS::CloudWatch::Alarm")
    unnamed = [each for each in alarms if "AlarmName" not in each]
    (found,) = [each for each in unnamed if each["ComparisonOperator"].startswith(compared)]
    return found


class TestScaling:
    def test_aims_at_processor_memory_and_sockets(self, prod: Synthesized) -> None:
        tracked = {}
        for each in prod.properties(_POLICY):
            if each["PolicyType"] == "TargetTrackingScaling":
                how = each["TargetTrackingScalingPolicyConfiguration"]
                assert how["DisableScaleIn"] is True
                kind = how.get("PredefinedMetricSpecification", {}).get("PredefinedMetricType")
                tracked[kind or how["CustomizedMetricSpecification"]["MetricName"]] = how
        assert {name: how["TargetValue"] for name, how in tracked.items()} == {
            "ECSServiceAverageCPUUtilization": 60,
            "ECSServiceAverageMemoryUtilization": 70,
            "Sockets": 5000,
        }

    def test_grows_to_three_times_or_by_twenty(self, prod: Synthesized) -> None:
        step = _steps(prod)[200]
        assert step["AdjustmentType"] == "PercentChangeInCapacity"
        assert step["MinAdjustmentMagnitude"] == 20
        assert step["Cooldown"] == 15
        assert _alarm(prod, "Greater")["EvaluationPeriods"] == 1

    def test_shrinks_by_a_tenth_a_minute_after_five_quiet_ones(self, prod: Synthesized) -> None:
        step = _steps(prod)[-10]
        assert step["AdjustmentType"] == "PercentChangeInCapacity"
        assert step["Cooldown"] == 60
        quiet = _alarm(prod, "Less")
        assert quiet["EvaluationPeriods"] == 5
        # A fleet of three that loses one must not grow again.
        assert quiet["Threshold"] * 3 / 2 < 1

    def test_looks_at_all_figures_before_it_shrinks(self, prod: Synthesized) -> None:
        figures = json.dumps(_alarm(prod, "Less")["Metrics"])
        assert "MAX([cpu / 60, memory / 70, FILL(sockets, 0) / 5000])" in figures

    def test_of_the_http_api_knows_no_sockets(self, fleets: Synthesized) -> None:
        alarms = [
            json.dumps(each["Metrics"])
            for each in fleets.properties("AWS::CloudWatch::Alarm")
            if "AlarmName" not in each and "rumpus" not in json.dumps(each["Metrics"])
        ]
        assert sum("sockets" not in each for each in alarms) == 2
        assert len(alarms) == 4
