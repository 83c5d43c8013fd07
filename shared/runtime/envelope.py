"""The one format of a process's output: a line of JSON that is a log, a span or metrics.

A line never contains text from outside. It has names of rooms and players, cut, and of an error the
class and where it was raised. So no line contains a token, a ticket or an answer.
"""

from __future__ import annotations

import re
from typing import Any, Literal

from msgspec import Struct, field, to_builtins
from msgspec.json import Encoder

type Level = Literal["INFO", "WARNING", "ERROR"]
type Unit = Literal["Count", "Seconds", "Milliseconds", "Bytes"]

LONGEST = 300
"""Maximum characters of a text or a name in a line."""

MOST_VALUES = 100
"""Maximum values of a metric in one line (CloudWatch's embedded metric format)."""

NAMESPACE = "Rumpus"

_SECRET = re.compile(r"[\w.~+/=-]*(?:[\w~+/=-]{20,}|eyJ)[\w.~+/=-]*")
"""Matches all text that may be a token, a ticket, a key or the digest of one."""

_encode = Encoder().encode


class Line(Struct, frozen=True, omit_defaults=True, kw_only=True, tag_field="kind"):
    """`at` is in milliseconds since 1970; `error` is the name of an exception's class.

    `game`, `stream` and `player` say whom the line is about, `trace` to which command it belongs.
    """

    at: int
    workload: str
    game: str = ""
    stream: str = ""
    player: str = ""
    trace: str = ""
    error: str = ""


class LogLine(Line, frozen=True, tag="log"):
    """An event for people to read, which occurred `count` times; `place` is where it was raised."""

    level: Level
    message: str
    place: tuple[str, ...] = ()
    count: int = 1


class SpanLine(Line, frozen=True, tag="span"):
    """A piece of work that a command caused, and its duration in milliseconds."""

    name: str
    ms: float
    span: str
    parent: str = ""


class Metric(Struct, frozen=True, rename="pascal"):
    """A metric's name and unit."""

    name: str
    unit: Unit


class Directive(Struct, frozen=True, rename="pascal"):
    """Tells CloudWatch which fields of the line are metrics."""

    metrics: tuple[Metric, ...]
    namespace: str = NAMESPACE
    dimensions: tuple[tuple[str, ...], ...] = (("stage", "workload"),)


class Embedded(Struct, frozen=True, rename="pascal"):
    """The head of CloudWatch's embedded metric format; `timestamp` is in milliseconds."""

    timestamp: int
    cloud_watch_metrics: tuple[Directive, ...]


class MetricLine(Line, frozen=True, tag="metric"):
    """Metrics of one batch, whose values stand beside these fields. Stage and workload are known
    names, so the dimensions are bounded.
    """  # noqa: D205 - one thought

    stage: str
    embedded: Embedded = field(name="_aws")


def clean(text: str, most: int = LONGEST) -> str:
    """Return a text cut, in writable characters, and without anything that may be a secret."""
    shown = _SECRET.sub("…", text[: 4 * most])[:most]
    return shown.encode(errors="backslashreplace").decode()


def name(text: str) -> str:
    """Return a name of a room, a stream or a player, cut; such names are no secrets."""
    return text[:LONGEST].encode(errors="backslashreplace").decode()


def written(line: LogLine | SpanLine) -> str:
    """Return a line with its end; a new line within a text is escaped."""
    return _encode(line).decode() + "\n"


def written_metrics(line: MetricLine, values: dict[str, list[float]]) -> str:
    """Return a line of metrics; one value is a number, several are a list."""
    told = {each: one[0] if len(one) == 1 else one for each, one in values.items()}
    body: dict[str, Any] = to_builtins(line)
    return _encode(body | told).decode() + "\n"
