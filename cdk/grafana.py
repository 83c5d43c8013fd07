"""Makes a stage's dashboard for Grafana, with CloudWatch's graphs: `python -m cdk.grafana dev`.

It queries CloudWatch, so metrics have one home. The ids of API Gateway's two APIs are variables,
which a deploy fills in.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from grafana_foundation_sdk.builders import cloudwatch, dashboardv2, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.cloudwatch import MetricEditorMode, MetricQueryType
from grafana_foundation_sdk.models.dashboardv2 import Threshold, ThresholdsMode

from cdk.alarms import watches
from cdk.config import STAGES, Config
from cdk.fleet_alarms import fleet_watches
from cdk.panels import Graph, Line, graphs
from cdk.watch import Watch

API_VERSION = "dashboard.grafana.app/v2beta1"
WEBSOCKET, HTTP = "${websocket_api}", "${http_api}"
_UNITS = {"": "short", "ms": "ms", "s": "s", "bytes": "bytes"}


def dashboard(config: Config) -> str:
    """Return the dashboard as JSON."""
    drawn = graphs(config, {}, all_watches(config))
    board = dashboardv2.Dashboard(config.named("overview")).tags(["rumpus"])
    grid = dashboardv2.AutoGrid().max_column_count(2)
    for number, graph in enumerate(drawn):
        name = f"panel-{number}"
        board = board.element(name, _panel(number, graph))
        grid = grid.with_item(name)
    board = board.layout(grid)
    for variable in (WEBSOCKET, HTTP):
        board = board.variable(dashboardv2.TextVariable(variable[2:-1]))
    whole = {
        "apiVersion": API_VERSION,
        "kind": "Dashboard",
        "metadata": {"name": config.named("overview")},
        "spec": board.build(),
    }
    return JSONEncoder(indent=1, sort_keys=True).encode(whole) + "\n"


def all_watches(config: Config) -> list[Watch]:
    """Return all alarms of a stage, with the APIs' ids as variables."""
    fleets = [each for name in config.fleets for each in fleet_watches(config, name, {})]
    return [*watches(config, WEBSOCKET, HTTP), *fleets]


def _panel(number: int, graph: Graph) -> dashboardv2.Panel:
    drawn = timeseries.VisualizationV2().unit(_UNITS[graph.unit])
    if graph.goes_off:
        red = (Threshold(each, color="red") for each in graph.goes_off)
        steps = [Threshold(0, color="green"), *red]
        absolute = dashboardv2.ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(steps)
        drawn = drawn.thresholds(absolute)
    asked = dashboardv2.QueryGroup()
    for place, line in enumerate(graph.lines):
        query = cloudwatch.QueryV2().metrics_query(_query(line))
        asked = asked.target(dashboardv2.Target().ref_id(f"q{place}").query(query))
    about = f"See {graph.help}" if graph.help else ""
    panel = dashboardv2.Panel().id(number).title(graph.title).description(about)
    return panel.data(asked).visualization(drawn)


def _query(line: Line) -> cloudwatch.MetricsQuery:
    metric = line.metric
    query = cloudwatch.MetricsQuery().region("default").period(str(60 * metric.period_minutes))
    query = query.label(line.label).namespace(metric.namespace)
    if metric.query:
        query = query.metric_query_type(MetricQueryType.INSIGHTS).sql_expression(metric.query)
        return query.metric_editor_mode(MetricEditorMode.CODE)
    dimensions: Mapping[str, Any] = metric.known
    query = query.metric_name(metric.name).statistic(metric.statistic)
    return query.dimensions(dict(dimensions)).match_exact(True)


if __name__ == "__main__":
    (_, wanted) = sys.argv
    sys.stdout.write(dashboard(next(each for name, each in STAGES.items() if name == wanted)))
