from __future__ import annotations

import json
from math import ceil
from typing import Any

from shared.workloads import SOCKETS_OF_TASK
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
        for each in prod.every(_POLICY):
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


class Replay:
    """Minutes of a fleet under the step policies of a template, and what is aimed at."""

    def __init__(self, stage: Synthesized, most: int = 0) -> None:
        """`most` replaces the template's most tasks."""
        self._steps = _steps(stage)
        self._crowd = _alarm(stage, "Greater")["Threshold"]
        self._quiet = _alarm(stage, "Less")
        (target,) = stage.properties("AWS::ApplicationAutoScaling::ScalableTarget")
        self._bounds = target["MinCapacity"], most or target["MaxCapacity"]
        self.tasks: int = target["MinCapacity"]
        self._quiet_minutes = 0

    def minute(self, sockets: int) -> int:
        """Let a minute pass with so many sockets, evenly spread; return how many tasks follow."""
        load = sockets / self.tasks / SOCKETS_OF_TASK
        quiet = load <= self._quiet["Threshold"]
        self._quiet_minutes = self._quiet_minutes + 1 if quiet else 0
        if load >= self._crowd:
            step = self._steps[200]
            wanted = self.tasks + max(self.tasks * 2, step["MinAdjustmentMagnitude"])
        elif load > 1:
            wanted = ceil(self.tasks * load)
        elif self._quiet_minutes >= self._quiet["EvaluationPeriods"]:
            wanted = self.tasks - max(1, self.tasks // 10)
        else:
            wanted = self.tasks
        self.tasks = min(max(wanted, self._bounds[0]), self._bounds[1])
        return self.tasks


class TestReplay:
    def test_of_a_crowd_that_no_calendar_knew(self, prod: Synthesized) -> None:
        """100,000 players in a minute: the fleet has what it needs at the first look."""
        fleet = Replay(prod)
        assert [fleet.minute(100_000) for _ in range(3)] == [22, 22, 22]

    def test_of_a_fleet_with_room_for_half_a_million(self, prod: Synthesized) -> None:
        fleet = Replay(prod, most=100)
        assert [fleet.minute(500_000) for _ in range(4)] == [22, 66, 100, 100]

    def test_of_players_who_leave(self, prod: Synthesized) -> None:
        fleet = Replay(prod)
        fleet.minute(100_000)
        left = [fleet.minute(10_000) for _ in range(30)]
        assert left[:6] == [22, 22, 22, 22, 20, 18]
        assert left == sorted(left, reverse=True)
        assert left[-1] == 3

    def test_never_swings(self, prod: Synthesized) -> None:
        for sockets in range(0, 500_001, 2_500):
            fleet = Replay(prod, most=100)
            sizes = [fleet.minute(sockets) for _ in range(60)]
            peak = sizes.index(max(sizes))
            assert sizes[peak:] == sorted(sizes[peak:], reverse=True)
