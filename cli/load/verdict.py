"""Whether a run was good enough: no worse than a real battle of 20,000.

The limits of that battle are in docs/sources.md; what Rumpus promises of itself is stricter.
The game's refusals are answers, not faults: the source's attack success of 97.23 % counts both.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from msgspec import Struct

from cli.load.histogram import Histogram, merged
from cli.load.results import Kind, Measure, Results

LOAD: tuple[Kind, ...] = tuple(each for each in get_args(Kind.__value__) if each != "check")
"""What counts as a request of the load."""


BATTLE, RUMPUS = "the real battle", "Rumpus"
"""Whose promise it is: what the source measured, or what Rumpus says of itself."""

LAG_MS = 50
"""Where the generator itself is later, its latencies are its own, and the run is worth nothing."""


class Row(Struct, frozen=True):
    """One promise; `met` is None when nothing was there to measure, `source` is whose it is."""

    name: str
    source: str
    limit: float
    unit: str
    at_least: bool
    measured: float | None

    @property
    def met(self) -> bool | None:
        if self.measured is None:
            return None
        if self.at_least:
            return self.measured >= self.limit
        return self.measured <= self.limit


def verdict(results: Results) -> list[Row]:
    """Judge all rows; percentiles are over all requests of the load, each to its last answer."""
    whole = merged(measure.latency for measure in _measures(results, LOAD))
    board = merged(measure.latency for measure in _measures(results, ["board"]))
    return [
        _success("requests answered", BATTLE, 99.88, results, LOAD),
        _latency("p50 of all", BATTLE, 23.4, whole, 50),
        _latency("p90 of all", BATTLE, 89.3, whole, 90),
        _latency("p95 of all", BATTLE, 156, whole, 95),
        _latency("p99 of all", BATTLE, 423, whole, 99),
        _latency("slowest of all", BATTLE, 4890, whole, 100),
        _success("joins answered", BATTLE, 99.89, results, ["join"]),
        _success("answers answered", BATTLE, 99.92, results, ["answer"]),
        _success("attacks answered", BATTLE, 97.23, results, ["attack"]),
        _latency("board reads p95", BATTLE, 89, board, 95),
        _latency("generator's lag p99", RUMPUS, LAG_MS, results.lag, 99),
        _moves(results),
        _connected(results),
        _missing(results),
        _compared(results),
        Row("stream frames lost", RUMPUS, 0, "", at_least=False, measured=_lost(results)),
        Row("stream frames overdue", RUMPUS, 0, "", at_least=False, measured=_overdue(results)),
    ]


def good(rows: Iterable[Row]) -> bool:
    return all(row.met is not False for row in rows)


def _measures(results: Results, kinds: Iterable[Kind]) -> list[Measure]:
    return [results.measures[kind] for kind in kinds if kind in results.measures]


def _success(name: str, source: str, limit: float, results: Results, kinds: Iterable[Kind]) -> Row:
    measures = _measures(results, kinds)
    tries = sum(each.tries for each in measures)
    share = 100 * sum(each.answered for each in measures) / tries if tries else None
    return Row(name, source, limit, "%", at_least=True, measured=share)


def _latency(name: str, source: str, limit: float, histogram: Histogram, percent: float) -> Row:
    seconds = histogram.percentile(percent)
    measured = None if seconds is None else seconds * 1000
    return Row(name, source, limit, "ms", at_least=False, measured=measured)


def _moves(results: Results) -> Row:
    """Of the moves that were made or asked for, how many came before the old socket's end."""
    moved = results.events.get("moved", 0)
    late = results.events.get("ended_before_moving", 0)
    share = 100 * moved / (moved + late) if moved + late else None
    return Row("moves without a break", RUMPUS, 100, "%", at_least=True, measured=share)


def _connected(results: Results) -> Row:
    """A run in which nobody got in has nothing to say of the rest."""
    opened = results.measures["connect"].done if "connect" in results.measures else 0
    return Row("sockets opened", RUMPUS, 1, "", at_least=True, measured=opened)


def _missing(results: Results) -> Row:
    """Count the players who came but were sent away or gave up before the end."""
    missing = results.events.get("missing_at_the_end", 0)
    came = missing + results.events.get("there_at_the_end", 0)
    measured = missing if came else None
    return Row("players missing at the end", RUMPUS, 0, "", at_least=False, measured=measured)


def _compared(results: Results) -> Row:
    """Of the players' streams that should be followed, how many say whether something was lost."""
    order = results.order
    due = order.checked + order.unchecked
    share = 100 * order.checked / due if due else None
    return Row("streams compared", RUMPUS, 100, "%", at_least=True, measured=share)


def _overdue(results: Results) -> float | None:
    """What had not come in time, where something still came at the end."""
    return results.order.overdue if results.order.checked else None


def _lost(results: Results) -> float | None:
    """Only channels that were compared with the log say anything."""
    return results.order.lost if results.order.checked else None
