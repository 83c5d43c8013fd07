"""What the lines of a stage say over time: how many commands, how long they took, and panels."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import assert_never

from cli.logs.duck import DuckDbLogs
from cli.logs.store import LogQuery
from shared.panels import PANELS, Line, Panel, Statistic

type Values = dict[tuple[str, str], dict[int, list[float]]]
"""By workload and metric, then by the time at which a step begins."""

_STEP = 'CAST("at" // {step} AS BIGINT) * {step} AS step'
_COMMANDS = ", ".join(
    (
        *(_STEP, "count(*)", "count(*) FILTER (WHERE coalesce(error, '') <> '')"),
        *("quantile_cont(ms, 0.5)", "quantile_cont(ms, 0.99)"),
    )
)
_EACH = "AND strpos(name, '.') > 0 GROUP BY step"
"""A span of a command has the name of its frame, such as `codebattle.attack`."""


@dataclass(frozen=True)
class Commands:
    """Commands in each step: their number, the failed ones, and milliseconds or None."""

    count: Sequence[int]
    errors: Sequence[int]
    p50: Sequence[float | None]
    p99: Sequence[float | None]


@dataclass(frozen=True)
class LineSeries:
    """A line of a panel; None where nothing was told."""

    label: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class PanelSeries:
    """A panel of the table that all dashboards are made of (shared/panels.py)."""

    title: str
    unit: str
    lines: Sequence[LineSeries]


@dataclass(frozen=True)
class Told:
    """`at` is when each step begins, in seconds since 1970."""

    at: Sequence[float]
    commands: Commands
    panels: Sequence[PanelSeries]


def told(store: DuckDbLogs, since: int, until: int, step: int) -> Told:
    """Return steps of so many milliseconds from `since` to `until`."""
    steps = range(since // step * step, until, step)
    query = LogQuery(since, until, kind="span")
    rows = {row[0]: row for row in store.ask(query, _COMMANDS.format(step=step), _EACH)}
    found = [rows.get(each, (each, 0, 0, None, None)) for each in steps]
    columns = list(zip(*found, strict=True)) or [()] * 5
    commands = Commands(*map(list, columns[1:]))
    values = _values_by_metric(store, since, until, steps)
    at = [each / 1000 for each in steps]
    return Told(at, commands, _panels(values, steps))


def _values_by_metric(store: DuckDbLogs, since: int, until: int, steps: range) -> Values:
    query = LogQuery(since, until, kind="metric")
    place = _STEP.format(step=steps.step)
    found: Values = {}
    for step, workload, text in store.ask(query, f"{place}, workload, metrics", ""):
        for name, numbers in _numbers(text):
            found.setdefault((workload, name), {}).setdefault(step, []).extend(numbers)
    return found


def _panels(values: Values, steps: range) -> list[PanelSeries]:
    """Return the panels that have values."""
    drawn = []
    for panel in PANELS:
        lines = [
            LineSeries(_label(panel, each), _series(of, steps, each.statistic))
            for each in panel.lines
            if (of := values.get((each.workload, each.metric)))
        ]
        if lines:
            drawn.append(PanelSeries(panel.title, panel.unit, lines))
    return drawn


def _label(panel: Panel, line: Line) -> str:
    """Name a line by what is not the same in all lines of its panel."""
    names = [(each.workload, each.metric, each.statistic) for each in panel.lines]
    own = (line.workload, line.metric, line.statistic)
    told = [name for at, name in enumerate(own) if any(each[at] != name for each in names)]
    return " ".join(told) or line.workload


def _series(
    of: Mapping[int, Sequence[float]], steps: range, statistic: Statistic
) -> list[float | None]:
    return [_one(of[each], statistic) if each in of else None for each in steps]


def _one(values: Sequence[float], statistic: Statistic) -> float:
    """Make one value of a step's, as CloudWatch does."""
    match statistic:
        case "Maximum":
            return max(values)
        case "Sum":
            return sum(values)
        case "p50" | "p99":
            rank = ceil(int(statistic[1:]) / 100 * len(values))
            return sorted(values)[rank - 1]
        case _:
            assert_never(statistic)


def _numbers(text: str) -> Iterator[tuple[str, list[float]]]:
    """Yield the values of each metric of a line; a line that was cut has none."""
    try:
        found = json.loads(text)
    except ValueError:
        return
    for name, value in found.items():
        numbers = value if isinstance(value, list) else [value]
        if numbers and all(isinstance(each, int | float) for each in numbers):
            yield name, numbers
