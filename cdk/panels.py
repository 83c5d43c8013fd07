"""Makes the graphs of a stage's dashboards from one table, the same for CloudWatch and Grafana.

First come plots of what players notice (shared/panels.py), then the signals of each workload, then
the metric of each alarm, with its threshold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cdk.config import Config, living
from cdk.metric import Metric
from cdk.signals import QUESTIONS, signals
from cdk.watch import Watch
from shared.panels import PANELS

NAMESPACE = "Rumpus"
UNWORKED = {"commands"}
"""Names in place of a workload's for work that several workloads do."""


@dataclass(frozen=True)
class Line:
    """A metric on a graph."""

    label: str
    metric: Metric


@dataclass(frozen=True)
class Graph:
    """Lines of one unit, or of one alarm's page; `goes_off` is the threshold of an alarm."""

    title: str
    unit: str
    lines: tuple[Line, ...]
    help: str = ""
    goes_off: tuple[float, ...] = ()


def graphs(
    config: Config, targets: Mapping[str, Mapping[str, str]], watched: Sequence[Watch]
) -> list[Graph]:
    """Return the graphs of a stage, in order; `targets` name servers' load balancers."""
    return [*_felt(config), *_told(config, targets), *_watched(watched)]


def _felt(config: Config) -> Iterator[Graph]:
    here = {each.name for runtime in ("lambda", "fargate") for each in living(config, runtime)}
    for panel in PANELS:
        lines = tuple(
            Line(
                f"{each.workload} {each.metric} {each.statistic}",
                Metric(
                    NAMESPACE,
                    each.metric,
                    each.statistic,
                    {"stage": config.stage, "workload": each.workload},
                ),
            )
            for each in panel.lines
            if each.workload in here | UNWORKED
        )
        if lines:
            yield Graph(panel.title, panel.unit, lines)


def _told(config: Config, targets: Mapping[str, Mapping[str, str]]) -> Iterator[Graph]:
    """Yield one graph for each question, with a line for each workload of the stage."""
    found = [
        signal
        for runtime in ("lambda", "fargate")
        for workload in living(config, runtime)
        for signal in signals(config, workload, targets.get(workload.name))
    ]
    for question in QUESTIONS:
        lines = tuple(
            Line(each.workload, each.metric) for each in found if each.question == question
        )
        yield Graph(f"{question} of each workload", "", lines)


def _watched(watched: Iterable[Watch]) -> Iterator[Graph]:
    """Yield one graph for each help page."""
    by_page: dict[str, list[Watch]] = {}
    for each in watched:
        by_page.setdefault(each.help, []).append(each)
    for page, some in by_page.items():
        lines = tuple(Line(each.name, each.told) for each in some)
        limits = tuple(sorted({each.threshold for each in some}))
        yield Graph(page.partition(": ")[2], "", lines, page, limits)
