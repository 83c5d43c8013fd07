"""What the players of a rehearsal measure, in virtual time."""

from __future__ import annotations

from collections.abc import Callable

from cli.load.plan import interval_seconds
from cli.load.profiles import Profile
from cli.load.results import Interval, Kind, Measure, Results
from cli.rehearse.loop import Loop
from shared.application.commands.result import CommandResult


class Measured:
    """Takes results by kind and by interval; `there` says how many players are in."""

    def __init__(self, profile: Profile, loop: Loop, there: Callable[[], int]) -> None:
        self.results = Results()
        self._seconds = interval_seconds(profile)
        self._loop = loop
        self._there = there

    def took(self, kind: Kind, began: float, result: CommandResult | str = "") -> None:
        measure = self._measure(kind)
        if isinstance(result, CommandResult) and result.refusal:
            reason = result.refusal.reason
            measure.refused[reason] = measure.refused.get(reason, 0) + 1
        else:
            measure.done += 1
        seconds = self._loop.now - began
        measure.latency.add(seconds)
        interval = self._interval
        interval.latency.add(seconds)
        interval.connected = self._there()

    def fault(self, kind: Kind, why: str) -> None:
        measure = self._measure(kind)
        measure.faults[why] = measure.faults.get(why, 0) + 1
        self._interval.faults += 1

    def looked(self, how: str) -> None:
        looks = self.results.looks
        looks[how] = looks.get(how, 0) + 1

    def _measure(self, kind: Kind) -> Measure:
        measures = self.results.measures
        return measures.get(kind) or measures.setdefault(kind, Measure())

    @property
    def _interval(self) -> Interval:
        number = int(self._loop.now / self._seconds)
        intervals = self.results.intervals
        return intervals.get(number) or intervals.setdefault(number, Interval())
