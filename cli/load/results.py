"""What was measured: mergeable, so that each process sends what is new and one adds it up."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from cli.load.histogram import Histogram

type Kind = Literal[
    "refresh",
    "ticket",
    "connect",
    "join",
    "subscribe",
    "resume",
    "answer",
    "attack",
    "move",
    "search",
    "dig",
    "claim",
    "act",
    "board",
    "check",
]
"""`refresh` (of a token), `ticket` and `board` are HTTP requests, `connect` is an upgrade, the
others are frames.

`check` is the comparison with the log at the end; it is no part of the load.
"""


class Measure(Struct):
    """Requests of one kind; a refusal is the game's answer, a fault is everything that failed.

    Each try that failed is one fault; `latency` is from the first try to the last answer.
    """

    done: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)
    latency: Histogram = field(default_factory=Histogram)

    @property
    def answered(self) -> int:
        return self.done + sum(self.refused.values())

    @property
    def tries(self) -> int:
        return self.answered + sum(self.faults.values())

    def merge(self, other: Measure) -> None:
        self.done += other.done
        add_counts(self.refused, other.refused)
        add_counts(self.faults, other.faults)
        self.latency.merge(other.latency)


class Interval(Struct):
    """A stretch of the run; `connected` is how many sockets there were at a moment of it."""

    latency: Histogram = field(default_factory=Histogram)
    faults: int = 0
    frames: dict[str, int] = field(default_factory=dict)
    octets: dict[str, int] = field(default_factory=dict)
    seconds_connected: float = 0.0
    """Summed over all sockets."""
    connected: int = 0

    def merge(self, other: Interval) -> None:
        self.latency.merge(other.latency)
        self.faults += other.faults
        add_counts(self.frames, other.frames)
        add_counts(self.octets, other.octets)
        self.seconds_connected += other.seconds_connected
        self.connected += other.connected


class Order(Struct):
    """How the order of the channels was kept.

    `lost` messages of players' streams never came live; `overdue` ones had not come when the run
    ended, while others still came; `late` ones came only after a resume for a gap that was noticed,
    `repeated` ones came twice; `backwards` snapshots were older than the one held.
    """

    lost: int = 0
    overdue: int = 0
    late: int = 0
    repeated: int = 0
    backwards: int = 0
    unlinked: int = 0
    """Deltas that build on a snapshot other than the one held."""
    checked: int = 0
    """Players' streams that were compared with the log at the end."""
    unchecked: int = 0
    """Players who should have compared theirs then, and did not."""

    def merge(self, other: Order) -> None:
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class Results(Struct):
    """`intervals` are numbered from the start; see `plan.interval_seconds` for their length."""

    measures: dict[Kind, Measure] = field(default_factory=dict)
    intervals: dict[int, Interval] = field(default_factory=dict)
    order: Order = field(default_factory=Order)
    hits: Histogram = field(default_factory=Histogram)
    """From sending an attack to its frame at the target."""
    returns: Histogram = field(default_factory=Histogram)
    """From a broken socket to a resumed stream, pause included."""
    moves: Histogram = field(default_factory=Histogram)
    """From asking for another socket to the stream's going on over it."""
    lag: Histogram = field(default_factory=Histogram)
    """How late the generator itself was."""
    cpu_seconds: float = 0.0
    """Of the generator's processes: near the run's length times them, they are the bottleneck."""
    looks: dict[str, int] = field(default_factory=dict)
    """Looks at the board by what answered them: `pushed`, `not_modified`, `sent`."""
    events: dict[str, int] = field(default_factory=dict)
    """What else happened: sockets cut, lost and closed, heartbeats and their pongs, moves.

    `there_at_the_end` and `missing_at_the_end` are players, of those who came; after Ctrl-C nobody
    is counted.
    """

    def merge(self, other: Results) -> None:
        for kind, measure in other.measures.items():
            self.measures.setdefault(kind, Measure()).merge(measure)
        for number, interval in other.intervals.items():
            self.intervals.setdefault(number, Interval()).merge(interval)
        self.order.merge(other.order)
        self.hits.merge(other.hits)
        self.returns.merge(other.returns)
        self.moves.merge(other.moves)
        self.lag.merge(other.lag)
        self.cpu_seconds += other.cpu_seconds
        add_counts(self.looks, other.looks)
        add_counts(self.events, other.events)


def add_counts(counts: dict[str, int], more: dict[str, int]) -> None:
    for name, count in more.items():
        counts[name] = counts.get(name, 0) + count
