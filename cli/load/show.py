"""What a person sees of a run: a line that lives while it goes on, and tables when it is over."""

from __future__ import annotations

import sys
from typing import Any

from cli.load.histogram import Histogram
from cli.load.profiles import Profile
from cli.load.results import Interval, Results
from cli.load.verdict import Row
from cli.load.wording import (
    NOTHING,
    VERDICTS,
    amount,
    besides,
    conclusion,
    counts,
    limit,
    measured,
    spread,
)
from cli.output import plain, say_pairs, say_table

PLAIN_SECONDS = 10.0
"""Seconds between two lines where the output is no terminal."""


class Progress:
    """One line on standard error, rewritten on a terminal."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._live = sys.stderr.isatty()
        self._begun = False
        self._next = 0.0
        self._before = (0.0, 0, 0)

    def show(self, results: Results, seconds: float) -> None:
        if not self._live and seconds < self._next:
            return
        self._next = seconds + PLAIN_SECONDS
        self._say(self._line(results, seconds))

    def end(self) -> None:
        """Leave the line as it is; what comes next stands beneath it."""
        if self._begun:
            print(file=sys.stderr)
        self._begun = False

    def tell(self, done: int, guests: int) -> None:
        """Say how many guests have signed up before the run."""
        if self._live or done == guests or done % 100 == 0:
            self._say(f"{done} of {guests} guests have signed up")

    def _say(self, line: str) -> None:
        self._begun = self._live
        before, after = ("\r\x1b[K", "") if self._live else ("", "\n")
        print(f"{before}{line}", end=after, file=sys.stderr, flush=True)

    def _line(self, results: Results, seconds: float) -> str:
        requests = sum(each.latency.total for each in results.intervals.values())
        frames = sum(sum(each.frames.values()) for each in results.intervals.values())
        before, requests_before, frames_before = self._before
        self._before = (seconds, requests, frames)
        passed = max(seconds - before, 0.1)
        newest = _latest(results)
        faults = sum(each.faults for each in results.intervals.values())
        over = seconds > self._profile.seconds
        parts = [
            "waiting for the last answers"
            if over
            else f"{seconds:.0f} of {self._profile.seconds:.0f} s",
            f"{newest.connected} connected",
            f"{(requests - requests_before) / passed:.0f} requests/s",
            f"{(frames - frames_before) / passed:.0f} frames/s",
            f"p99 {_ms(newest.latency, 99)}",
            f"{faults} faults",
        ]
        return " · ".join(parts)


def _latest(results: Results) -> Interval:
    """The last interval that every process has reported on, as far as can be told."""
    last = max(results.intervals, default=0)
    return results.intervals.get(last - 1) or results.intervals.get(last) or Interval()


def scale_text(whole: Profile, profile: Profile) -> str:
    """What of the profile is played, and how fast."""
    pace = profile.players / whole.players * whole.seconds / profile.seconds
    joins = profile.players / profile.join_seconds if profile.join_seconds else profile.players
    return (
        f"{profile.players:,} of {whole.players:,} players in {profile.seconds:g} s for "
        f"{whole.seconds:g} s: {pace:.3g} of the whole profile's rates, {joins:.3g} joins a second"
    )


def say_requests(figures: dict[str, Any]) -> None:
    """Print how each kind of request fared, and what else was seen."""
    rows = [
        (
            kind,
            f"{each['done']:,}",
            *(amount(each["latency_ms"][name]) for name in ("p50", "p95", "p99", "max")),
            plain(counts(each["refused"])),
            plain(counts(each["faults"])),
        )
        for kind, each in figures["requests"].items()
    ]
    heads = ("request", ">done", ">p50", ">p95", ">p99", ">max ms", "refused by the game", "faults")
    say_table(heads, rows)
    latencies = [
        (title, spread(figures[name]))
        for title, name in (
            ("attack to target", "attack_to_target_ms"),
            ("return after a break", "return_after_break_ms"),
            ("move to another socket", "move_ms"),
            ("generator's own lag", "generator_lag_ms"),
        )
        if figures[name]["max"] is not None
    ]
    say_pairs((*latencies, *((name, plain(told)) for name, told in besides(figures))))


def say_verdict(rows: list[Row]) -> None:
    """Print each promise beside what was measured, and what comes of it."""
    colours = {True: "green", False: "red", None: "dim"}
    say_table(
        ("promise", ">at least / most", "of", ">measured", "verdict"),
        [
            (
                row.name,
                limit(row),
                row.source,
                measured(row),
                f"[{colours[row.met]}]{VERDICTS[row.met]}[/]",
            )
            for row in rows
        ],
    )
    print(conclusion(rows))


def _ms(histogram: Histogram, percent: float) -> str:
    seconds = histogram.percentile(percent)
    return NOTHING if seconds is None else f"{amount(seconds * 1000)} ms"
