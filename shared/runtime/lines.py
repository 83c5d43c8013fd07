"""Reads printed lines back from CloudWatch's envelope, and converts them to and from Loki's push.

Loki's labels are a few fields with few values each; the rest stays in the line as it was printed.
"""

from __future__ import annotations

import gzip
import zlib
from base64 import b64decode
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from msgspec import DecodeError, Struct
from msgspec.json import Decoder, encode

from shared.runtime.envelope import LogLine, MetricLine, SpanLine

LATEST = 1 << 43
"""Latest time in milliseconds: Loki could not count a later one in nanoseconds."""

type AnyLine = LogLine | SpanLine | MetricLine
type Labels = tuple[tuple[str, str], ...]


class Printed(NamedTuple):
    """A line, and its printed text."""

    line: AnyLine
    text: str


class BadLines(Exception):  # noqa: N818 - a fact: this is not what was asked for
    """The input holds no valid lines. The message says what is wrong, without quoting the input."""


class _Event(Struct):
    message: str


class _Envelope(Struct, rename="camel"):
    log_events: list[_Event]


class _Stream(Struct):
    values: list[list[str | dict[str, str]]]


class _Push(Struct):
    streams: list[_Stream]


_read = Decoder(LogLine | SpanLine | MetricLine).decode
_read_envelope = Decoder(_Envelope).decode
_read_push = Decoder(_Push).decode


def read(text: str) -> Printed:
    """Read a line; raise BadLines for text that no workload prints."""
    try:
        line = _read(text)
    except (DecodeError, UnicodeEncodeError):
        line = None
    if line is None or not 0 <= line.at < LATEST:
        raise BadLines("a line is no log, span or metric of a workload")
    return Printed(line, text)


def in_event(event: dict[str, Any]) -> Iterator[Printed]:
    """Yield the lines in an event of CloudWatch Logs; skip all other text that was printed."""
    try:
        told = _read_envelope(gzip.decompress(b64decode(event["awslogs"]["data"])))
    except (LookupError, TypeError, ValueError, OSError, EOFError, zlib.error, DecodeError):
        raise BadLines("an event has no lines of CloudWatch in it") from None
    for each in told.log_events:
        try:
            yield read(each.message.strip())
        except BadLines:
            continue


def labels(line: AnyLine) -> Labels:
    """Return a line's labels for Loki: names from the code, never a player's."""
    level = line.level if isinstance(line, LogLine) else ""
    found = {"workload": line.workload, "game": line.game, "level": level}
    return tuple((name, value) for name, value in found.items() if value)


def push_body(lines: Iterable[Printed]) -> bytes:
    """Return the body of a push to Loki; each line keeps its own time."""
    streams: dict[Labels, list[tuple[str, str]]] = {}
    for each in lines:
        at = f"{each.line.at * 1_000_000}"
        streams.setdefault(labels(each.line), []).append((at, each.text))
    told = [{"stream": dict(of), "values": values} for of, values in streams.items()]
    return encode({"streams": told})


def pushed(body: bytes) -> list[Printed]:
    """Read the body of a push; raise BadLines unless all lines are from workloads."""
    try:
        streams = _read_push(body).streams
    except DecodeError:
        raise BadLines("the body is no push of Loki's, as JSON") from None
    values = [value for stream in streams for value in stream.values]
    texts = [str(value[1]) if len(value) > 1 else "" for value in values]
    return [read(each) for each in texts]
