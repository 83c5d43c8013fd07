"""A page with the figures of a run: one file, plots drawn inline, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from cli.files import replace_file
from cli.load.verdict import Row
from cli.load.wording import VERDICTS, amount, besides, conclusion, counts, limit, measured
from cli.page import page as page_of
from cli.page import table
from cli.plot import lines, stack


def write_report(path: Path, figures: dict[str, Any], rows: Sequence[Row]) -> None:
    replace_file(path, page(figures, rows))


def page(figures: dict[str, Any], rows: Sequence[Row]) -> str:
    """The whole page, from the values of `summary` and the verdict's rows."""
    profile, good = figures["scaled"], figures["good"]
    word = f'<span class="{"met" if good else "missed"}">{conclusion(rows)}</span>'
    return page_of(
        f"Load: {figures['profile']}",
        (
            f"<h1>{escape(figures['profile'])}: {word}</h1><p>{escape(profile['title'])}</p>",
            f"<p>{escape(figures['played'])}</p>",
            f'<h2>Over time</h2><div class="plots">{_plots(figures["intervals"])}</div>',
            "<h2>Promises</h2>",
            table(("", "at least / most", "of", "measured", "verdict"), map(_promise, rows)),
            "<h2>Requests</h2>",
            _requests(figures["requests"]),
            "<h2>Besides</h2>",
            table(("", "p50", "p90", "p95", "p99", "max ms"), _latencies(figures)),
            table((), _counts(figures)),
        ),
    )


def _plots(intervals: list[dict[str, Any]]) -> str:
    if len(intervals) < 2:  # noqa: PLR2004 - no line through one point
        return "<p>Too short for a plot.</p>"
    times = [each["at"] for each in intervals]
    length = times[1] - times[0]
    latencies = {
        name: [each["latency_ms"][name] for each in intervals] for name in ("p50", "p95", "p99")
    }
    rates = {
        "frames": [each["frames"] / length for each in intervals],
        "requests": [each["requests"] / length for each in intervals],
        "faults": [each["faults"] / length for each in intervals],
    }
    connected = {"sockets": [each["connected"] for each in intervals]}
    return "".join(
        (
            lines("Latency of requests", "ms", times, latencies, log=True),
            lines("Received and asked", "a second", times, rates, log=False),
            stack("Bytes received", "a player and second", times, _budgets(intervals)),
            lines("Connected", "sockets", times, connected, log=False),
        )
    )


def _budgets(intervals: list[dict[str, Any]]) -> dict[str, list[float | None]]:
    """By kind of frame, the largest first; what does not fit the colours is the rest."""
    totals: dict[str, int] = {}
    for each in intervals:
        for kind, count in each["octets"].items():
            totals[kind] = totals.get(kind, 0) + count
    kinds = sorted(totals, key=lambda kind: -totals[kind])
    budgets: dict[str, list[float | None]] = {}
    for kind in kinds[:8] or ["none"]:
        budgets[kind.replace("_", " ")] = [
            each["octets"].get(kind, 0) / each["seconds_connected"]
            if each["seconds_connected"]
            else 0.0
            for each in intervals
        ]
    return budgets


def _promise(row: Row) -> tuple[str, ...]:
    word = VERDICTS[row.met]
    verdict = f'<span class="{word.split()[0]}">{word}</span>'
    return escape(row.name), limit(row), row.source, measured(row), verdict


def _requests(requests: dict[str, Any]) -> str:
    return table(
        ("", "done", "p50", "p90", "p95", "p99", "max ms", "refused by the game", "faults"),
        (
            (
                kind,
                f"{each['done']:,}",
                *_spread(each["latency_ms"]),
                escape(counts(each["refused"])),
                escape(counts(each["faults"])),
            )
            for kind, each in requests.items()
        ),
    )


def _latencies(figures: dict[str, Any]) -> Iterable[tuple[str, ...]]:
    yield ("attack to its target", *_spread(figures["attack_to_target_ms"]))
    yield ("return after a break", *_spread(figures["return_after_break_ms"]))
    yield ("move to another socket", *_spread(figures["move_ms"]))
    yield ("the generator's own lag", *_spread(figures["generator_lag_ms"]))


def _counts(figures: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for name, told in besides(figures):
        yield escape(name), f'<span class="text">{escape(told)}</span>'


def _spread(latency: dict[str, float | None]) -> tuple[str, ...]:
    return tuple(map(amount, latency.values()))
