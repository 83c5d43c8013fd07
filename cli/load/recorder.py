"""Takes measurements down while a process plays, and hands out what is new."""

from __future__ import annotations

from time import process_time

from cli.load.results import Interval, Kind, Measure, Results, add_counts


class Recorder:
    """Times are seconds of one clock that never goes back; `length` is an interval's."""

    def __init__(self, begin: float, length: float) -> None:
        self._begin = begin
        self._length = length
        self._rolled = begin
        self.connected = 0
        self.told = 0
        """Messages of players' streams that have come."""
        self.results = Results()
        self._number = 0
        self._counted = -1
        self._cpu = process_time()
        self._interval = Interval()

    def answered(self, kind: Kind, seconds: float, refused: str = "") -> None:
        measure = self._measure(kind)
        if refused:
            add_counts(measure.refused, {refused: 1})
        else:
            measure.done += 1
        measure.latency.add(seconds)
        if kind != "check":
            self._interval.latency.add(seconds)

    def failed(self, kind: Kind, code: str) -> None:
        add_counts(self._measure(kind).faults, {code: 1})
        if kind != "check":
            self._interval.faults += 1

    def heard(self, kind: str, size: int) -> None:
        """A message came; to its `size` on the wire a frame's header of RFC 6455 is added."""
        frames, octets = self._interval.frames, self._interval.octets
        frames[kind] = frames.get(kind, 0) + 1
        self.told += kind == "stream"
        header = 2 if size < 126 else 4 if size < 65_536 else 10  # noqa: PLR2004 - RFC 6455, 5.2
        octets[kind] = octets.get(kind, 0) + size + header

    def happened(self, event: str) -> None:
        add_counts(self.results.events, {event: 1})

    def looked(self, answer: str) -> None:
        add_counts(self.results.looks, {answer: 1})

    def roll(self, now: float) -> None:
        """Account for the sockets since the last call, and go on to the interval of now."""
        self._interval.seconds_connected += self.connected * max(0.0, now - self._rolled)
        self._rolled = now
        number = max(0, int((now - self._begin) / self._length))
        if number != self._number:
            self._close()
            self._number = number

    def take(self, now: float) -> Results:
        """Return what was measured since the last call."""
        self.roll(now)
        self._close()
        cpu = process_time()
        self.results.cpu_seconds, self._cpu = cpu - self._cpu, cpu
        taken, self.results = self.results, Results()
        return taken

    def _close(self) -> None:
        """A process says once in each interval how many sockets it has."""
        if self._counted != self._number:
            self._interval.connected, self._counted = self.connected, self._number
        self.results.intervals.setdefault(self._number, Interval()).merge(self._interval)
        self._interval = Interval()

    def _measure(self, kind: Kind) -> Measure:
        return self.results.measures.setdefault(kind, Measure())
