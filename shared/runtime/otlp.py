"""Encodes spans as OTLP's JSON: an ExportTraceServiceRequest, whose ids are hexadecimal digits.

https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding says how it differs from protobuf's
JSON. A line's fields suffice for it, so no SDK is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from itertools import batched, groupby
from typing import NamedTuple

from msgspec import Struct
from msgspec.json import encode

from shared.runtime.envelope import SpanLine
from shared.workload_kinds import Http, Queue, Server, Stream, WebSocket
from shared.workloads import WORKLOADS

MOST = 512
"""Maximum spans in a request, as in OpenTelemetry's SDKs (OTEL_BSP_MAX_EXPORT_BATCH_SIZE)."""

LONGEST_MS = 24 * 3600 * 1000
"""Maximum duration of a span in milliseconds, so that its end still fits into 64 bits."""

ERROR = 2
"""The status code of a span that failed."""

_trace = re.compile(r"(?!0+$)[0-9a-f]{32}").fullmatch
_span = re.compile(r"(?!0+$)[0-9a-f]{16}").fullmatch


class Kind(IntEnum):
    """The kind of a span: its relation to its parent."""

    INTERNAL = 1
    SERVER = 2
    CONSUMER = 5


class Batch(NamedTuple):
    """A request's body, and its number of spans."""

    body: bytes
    spans: int


class _Attribute(Struct):
    key: str
    value: dict[str, str]


class _Status(Struct):
    code: int
    message: str


class _Span(Struct, rename="camel", omit_defaults=True):
    trace_id: str
    span_id: str
    name: str
    kind: int
    start_time_unix_nano: str
    end_time_unix_nano: str
    parent_span_id: str = ""
    attributes: list[_Attribute] = []
    status: _Status | None = None


def can_be_told(line: SpanLine) -> bool:
    """Return whether OTLP can express a line; else a receiver may refuse the whole request."""
    ids = _trace(line.trace) and _span(line.span) and (not line.parent or _span(line.parent))
    return bool(ids) and 0 <= line.ms <= LONGEST_MS


def batches(lines: Iterable[SpanLine], stage: str) -> Iterator[Batch]:
    """Yield requests for the lines that OTLP can express, with at most `MOST` spans each."""
    for some in batched(lines, MOST, strict=False):
        of = sorted(some, key=_workload)
        told = [_resource(name, stage, group) for name, group in groupby(of, _workload)]
        yield Batch(encode({"resourceSpans": told}), len(some))


def _workload(line: SpanLine) -> str:
    return line.workload


def _resource(workload: str, stage: str, lines: Iterable[SpanLine]) -> dict[str, object]:
    """Return the spans of one resource: each workload is a service."""
    of = {"service.name": f"rumpus/{workload}", "deployment.environment.name": stage}
    spans = {"scope": {"name": "rumpus"}, "spans": [_told(each) for each in lines]}
    return {"resource": {"attributes": _attributes(of)}, "scopeSpans": [spans]}


def _told(line: SpanLine) -> _Span:
    began = line.at * 1_000_000
    about = {"game": line.game, "stream": line.stream, "player": line.player}
    return _Span(
        trace_id=line.trace,
        span_id=line.span,
        name=line.name,
        kind=_kind(line),
        start_time_unix_nano=f"{began}",
        end_time_unix_nano=f"{began + round(line.ms * 1_000_000)}",
        parent_span_id=line.parent,
        attributes=_attributes(about),
        status=_Status(ERROR, line.error) if line.error else None,
    )


def _attributes(values: dict[str, str]) -> list[_Attribute]:
    return [_Attribute(key, {"stringValue": text}) for key, text in values.items() if text]


def _kind(line: SpanLine) -> Kind:
    """Return a span's kind by its workload's trigger; `publish` is a step within other work."""
    triggers = (each.trigger for each in WORKLOADS if each.name == line.workload)
    match next(triggers, None):
        case _ if line.name == "publish":
            return Kind.INTERNAL
        case Stream() | Queue():
            return Kind.CONSUMER
        case WebSocket() | Http() | Server():
            return Kind.SERVER
        case _:
            return Kind.INTERNAL
