"""Spans in OTLP's JSON, read back by OpenTelemetry's own messages."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable
from itertools import chain
from typing import Any

import pytest
from google.protobuf.json_format import Parse
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from shared.kernel.trace import trace_of
from shared.runtime.envelope import SpanLine, written
from shared.runtime.lines import LATEST, read
from shared.runtime.otlp import LONGEST_MS, MOST, batches, can_be_told
from shared.workloads import WORKLOADS

AT = 1_796_000_000_000
TRACE = trace_of("p-ann", "c1")
ROOT = SpanLine(
    at=AT, workload="message", name="attack", ms=1.5, trace=TRACE.id, span=TRACE.root, player="ann"
)
TOLD = written(ROOT)

_ids = ("traceId", "spanId", "parentSpanId")


def _hexadecimal(length: int) -> st.SearchStrategy[str]:
    some = st.binary(min_size=length, max_size=length).filter(any)
    return some.map(bytes.hex)


_texts = st.text(st.characters(codec="utf-8"), max_size=20)
_parents = st.just("") | _hexadecimal(8)
_spans = st.builds(
    SpanLine,
    at=st.integers(0, LATEST - 1),
    workload=st.sampled_from([each.name for each in WORKLOADS]) | _texts,
    game=_texts,
    stream=_texts,
    player=_texts,
    trace=_hexadecimal(16),
    error=_texts,
    name=_texts,
    ms=st.floats(0, LONGEST_MS),
    span=_hexadecimal(8),
    parent=_parents,
)


def received(body: bytes) -> ExportTraceServiceRequest:
    """Read a request as a receiver does, which fails at a field or a type that OTLP has not.

    JSON of protobuf has ids in base64: there alone OTLP's differs from what is parsed here.
    """
    sent = json.loads(body, object_hook=_in_base64)
    return Parse(json.dumps(sent), ExportTraceServiceRequest())


def _in_base64(of: dict[str, Any]) -> dict[str, Any]:
    ids = {name: b64encode(bytes.fromhex(of[name])).decode() for name in _ids if name in of}
    return of | ids


def _texts_of(attributes: Iterable[KeyValue]) -> dict[str, str]:
    return {each.key: each.value.string_value for each in attributes}


def _spans_in(request: ExportTraceServiceRequest) -> list[tuple[str, Span]]:
    """Each with the name of its service."""
    return [
        (_texts_of(resource.resource.attributes)["service.name"], span)
        for resource in request.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]


@given(st.lists(_spans, max_size=8))
def test_a_receiver_reads_what_each_line_says(lines: list[SpanLine]) -> None:
    assert all(map(can_be_told, lines))
    assert [read(written(each).strip()).line for each in lines] == lines
    bodies = [each.body for each in batches(lines, "dev")]
    found = list(chain.from_iterable(_spans_in(received(each)) for each in bodies))
    by_workload = sorted(lines, key=lambda each: each.workload)
    assert len(found) == len(lines)
    for line, (service, span) in zip(by_workload, found, strict=True):
        assert service == f"rumpus/{line.workload}"
        ids = span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex()
        assert ids == (line.trace, line.span, line.parent)
        assert span.name == line.name
        took = span.end_time_unix_nano - span.start_time_unix_nano
        assert span.start_time_unix_nano == line.at * 1_000_000
        assert took == pytest.approx(line.ms * 1_000_000, abs=1)
        about = {"game": line.game, "stream": line.stream, "player": line.player}
        assert _texts_of(span.attributes) == {key: text for key, text in about.items() if text}
        code = Status.STATUS_CODE_ERROR if line.error else Status.STATUS_CODE_UNSET
        assert (span.status.code, span.status.message) == (code, line.error)


def test_a_request_is_as_the_specification_shows_it() -> None:
    (batch,) = batches([ROOT], "prod")
    (resource,) = json.loads(batch.body)["resourceSpans"]
    assert resource["resource"]["attributes"] == [
        {"key": "service.name", "value": {"stringValue": "rumpus/message"}},
        {"key": "deployment.environment.name", "value": {"stringValue": "prod"}},
    ]
    (scope,) = resource["scopeSpans"]
    assert scope["scope"] == {"name": "rumpus"}
    assert scope["spans"] == [
        {
            "traceId": TRACE.id,
            "spanId": TRACE.root,
            "name": "attack",
            "kind": 2,
            "startTimeUnixNano": f"{AT}000000",
            "endTimeUnixNano": f"{AT + 1}500000",
            "attributes": [{"key": "player", "value": {"stringValue": "ann"}}],
        }
    ]


@pytest.mark.parametrize(
    ("workload", "name", "kind"),
    [
        ("message", "attack", Span.SPAN_KIND_SERVER),
        ("gateway", "attack", Span.SPAN_KIND_SERVER),
        ("economy", "economy", Span.SPAN_KIND_SERVER),
        ("message", "publish", Span.SPAN_KIND_INTERNAL),
        ("owner", "publish", Span.SPAN_KIND_INTERNAL),
        ("ship", "ship", Span.SPAN_KIND_INTERNAL),
        ("rank", "rank", Span.SPAN_KIND_CONSUMER),
        ("deferred", "deferred", Span.SPAN_KIND_CONSUMER),
        ("of an older release", "rank", Span.SPAN_KIND_INTERNAL),
    ],
)
def test_the_trigger_of_a_workload_says_of_what_kind_a_span_is(
    workload: str, name: str, kind: Span.SpanKind.ValueType
) -> None:
    line = SpanLine(at=AT, workload=workload, name=name, ms=1, trace=TRACE.id, span=TRACE.root)
    (batch,) = batches([line], "dev")
    ((_, span),) = _spans_in(received(batch.body))
    assert span.kind == kind


def test_a_request_has_no_more_than_so_many_spans() -> None:
    sent = list(batches([ROOT] * (MOST + 1), "dev"))
    assert [each.spans for each in sent] == [MOST, 1]
    assert [len(_spans_in(received(each.body))) for each in sent] == [MOST, 1]


@pytest.mark.parametrize(
    "change",
    [
        *({"trace": ""}, {"trace": "0" * 32}, {"trace": "g" * 32}, {"trace": "a" * 31}),
        *({"trace": "A" * 32}, {"trace": "a" * 32 + "\n"}, {"span": ""}, {"span": "0" * 16}),
        *({"parent": "a"}, {"parent": "0" * 16}, {"ms": -1}, {"ms": LONGEST_MS + 1}),
    ],
)
def test_what_a_receiver_would_refuse_is_known_before(change: dict[str, Any]) -> None:
    fields = {name: getattr(ROOT, name) for name in ROOT.__struct_fields__}
    assert can_be_told(ROOT)
    assert not can_be_told(SpanLine(**fields | change))
