"""Grafana's dashboard: of the same graphs as CloudWatch's, as it was looked at.

`python -m cdk.grafana dev >tests/cdk/grafana.dev.json` stores it anew. No Grafana has shown it.
It fits the types of `@grafana/schema` 13.1.0.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cdk.config import STAGES
from cdk.grafana import all_watches, dashboard
from cdk.panels import graphs
from shared.panels import PANELS
from shared.workload_kinds import Stage
from tests.cdk.synthesized import Synthesized

GOLDEN = Path(__file__).parent / "grafana.dev.json"


def test_is_as_it_was_looked_at() -> None:
    assert dashboard(STAGES["dev"]) == GOLDEN.read_text()


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_has_a_line_for_each_alarm_and_where_it_goes_off(stage: Stage) -> None:
    text = dashboard(STAGES[stage])
    panels: list[Any] = list(json.loads(text)["spec"]["elements"].values())
    for each in all_watches(STAGES[stage]):
        (panel,) = [p for p in panels if p["spec"]["description"] == f"See {each.help}"]
        queries = json.dumps(panel["spec"]["data"])
        assert f'"label": "{each.name}"' in queries
        drawn = json.dumps(panel["spec"]["vizConfig"], sort_keys=True)
        assert f'{{"color": "red", "value": {json.dumps(each.threshold)}}}' in drawn


def test_has_the_graphs_of_cloudwatch_in_their_order(prod: Synthesized) -> None:
    elements: dict[str, Any] = json.loads(dashboard(STAGES["prod"]))["spec"]["elements"]
    titles = [elements[f"panel-{n}"]["spec"]["title"] for n in range(len(elements))]
    assert titles[0] == PANELS[0].title
    (board,) = prod.every("AWS::CloudWatch::Dashboard")
    body = json.dumps(board["DashboardBody"])
    places = [body.index(f'\\"title\\":\\"{each}\\"') for each in titles]
    assert places == sorted(places)


def test_of_what_a_stage_does_not_have_there_is_no_line() -> None:
    drawn = graphs(STAGES["dev"], {}, [])
    assert "gateway" not in json.dumps([str(each) for each in drawn])
