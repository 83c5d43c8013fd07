"""What the lines of a stage say over time: how many commands, how long they took, and metrics."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cli.logs.duck import DuckDbLogs
from cli.logs.store import LogQuery

MOST_METRICS = 12
"""Metrics that are shown, of those that were told."""

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
    """Of each step: how many, how many failed, and their milliseconds, None without any."""

    count: Sequence[int]
    errors: Sequence[int]
    p50: Sequence[float | None]
    p99: Sequence[float | None]


@dataclass(frozen=True)
class MetricSeries:
    """The greatest value of each step."""

    workload: str
    name: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class Told:
    """`at` is when each step begins, in seconds since 1970."""

    at: Sequence[float]
    commands: Commands
    metrics: Sequence[MetricSeries]


def told(store: DuckDbLogs, since: int, until: int, step: int) -> Told:
    """Return steps of so many milliseconds from `since` to `until`."""
    steps = range(since // step * step, until, step)
    query = LogQuery(since, until, kind="span")
    rows = {row[0]: row for row in store.ask(query, _COMMANDS.format(step=step), _EACH)}
    found = [rows.get(each, (each, 0, 0, None, None)) for each in steps]
    columns = list(zip(*found, strict=True)) or [()] * 5
    commands = Commands(*map(list, columns[1:]))
    return Told([each / 1000 for each in steps], commands, _metrics(store, since, until, steps))


def _metrics(store: DuckDbLogs, since: int, until: int, steps: range) -> list[MetricSeries]:
    query = LogQuery(since, until, kind="metric")
    place = _STEP.format(step=steps.step)
    greatest: dict[tuple[str, str], dict[int, float]] = {}
    for step, workload, text in store.ask(query, f"{place}, workload, metrics", ""):
        for name, value in _values(text):
            of = greatest.setdefault((workload, name), {})
            of[step] = max(value, of.get(step, value))
    shown = sorted(greatest)[:MOST_METRICS]
    return [MetricSeries(*key, values=[greatest[key].get(each) for each in steps]) for key in shown]


def _values(text: str) -> Iterator[tuple[str, float]]:
    """Yield the greatest value of each metric of a line; a line that was cut has none."""
    try:
        found = json.loads(text)
    except ValueError:
        return
    for name, value in found.items():
        numbers = value if isinstance(value, list) else [value]
        if numbers and all(isinstance(each, int | float) for each in numbers):
            yield name, max(numbers)
