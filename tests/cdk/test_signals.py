"""Each workload tells how long it takes, how often it fails and how late it is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cdk.config import STAGES, runtime_of
from cdk.signals import QUESTIONS, signals
from layers.tree import ROOT
from shared.workload_kinds import Lines, Queue, Schedule, Stream, Workload
from shared.workloads import WORKLOADS
from tests.cdk.synthesized import Synthesized

TARGETS = {"LoadBalancer": "net/x", "TargetGroup": "targetgroup/x"}


@pytest.mark.parametrize("each", WORKLOADS, ids=lambda each: each.name)
def test_every_workload_tells_by_being_declared(each: Workload) -> None:
    told = {signal.question for signal in signals(STAGES["prod"], each, TARGETS)}
    grows_old = isinstance(each.trigger, Stream | Queue | Schedule | Lines)
    assert told == ({*QUESTIONS} if grows_old else {"latency", "errors"})


def _widgets(stage: Synthesized) -> str:
    (board,) = stage.every("AWS::CloudWatch::Dashboard")
    body: Any = board["DashboardBody"]
    return json.dumps(body)


def test_the_dashboard_begins_with_what_they_tell(fleets: Synthesized) -> None:
    text = _widgets(fleets)
    places = [text.index(f"{question} of each workload") for question in QUESTIONS]
    assert places == sorted(places)
    functions = {each.get("FunctionName") for each in fleets.properties("AWS::Lambda::Function")}
    for each in WORKLOADS:
        name = fleets.config.named(each.name)
        is_function = runtime_of(each, fleets.config) == "lambda"
        assert (name in functions) == is_function, name
        assert name in text or not is_function, name
    assert "RequestTime" in text
    assert "TCP_Target_Reset_Count" in text


def test_what_servers_tell_is_measured() -> None:
    measured = (ROOT / "functions" / "http" / "measured.py").read_text()
    assert 'metric("web", "RequestTime",' in measured
    beat = (ROOT / "functions" / "ws" / "gateway" / "beat.py").read_text()
    assert 'metric(WORKLOAD, "LoopLate",' in beat
