"""Spans from CloudWatch to a receiver of OTLP, over real HTTP."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import redirect_stdout
from http import HTTPStatus

import boto3
import pytest
from google.protobuf.json_format import MessageToJson
from moto import mock_aws
from msgspec.structs import replace
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from functions.lines.export import export
from localstack.ports import HOST, free_port
from shared.adapters.otlp import PATH, OtlpSink
from shared.adapters.post import SinkAway
from shared.adapters.secretsmanager.header import BadHeader, header_in
from shared.runtime.envelope import written
from shared.runtime.otlp import MOST
from tests.recorded import recorded
from tests.runtime.test_otlp import ROOT, TOLD, received
from tests.runtime.test_read_lines import LOG, event_of

TAKEN = (HTTPStatus.OK, b"{}")


class Key:
    """A header whose value is another one each time that it is looked up."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> Mapping[str, str]:
        self.asked += 1
        return {"x-key": f"key-{self.asked}"}


def told(answer: tuple[HTTPStatus, bytes], *lines: str) -> str:
    """Return what is printed while lines are sent to who answers so."""
    output = io.StringIO()
    with recorded(answer) as receiver, redirect_stdout(output):
        export(event_of(*lines), OtlpSink(receiver.url, Key()), "dev")
    return output.getvalue()


def test_spans_go_from_an_event_to_a_receiver() -> None:
    other = written(replace(ROOT, workload="rank", name="rank", error="KeyError"))
    output = io.StringIO()
    with recorded(TAKEN) as receiver, redirect_stdout(output):
        export(event_of("START", LOG, TOLD, other), OtlpSink(f"{receiver.url}/", Key()), "dev")
    (asked,) = receiver.asked
    assert (asked.path, asked.headers["x-key"]) == (PATH, "key-1")
    assert asked.headers["Content-Type"] == "application/json"
    names = [
        span.name
        for resource in received(asked.body).resource_spans
        for span in resource.scope_spans[0].spans
    ]
    assert names == ["attack", "rank"]
    assert output.getvalue() == ""


def test_an_event_without_spans_is_not_sent() -> None:
    with recorded(TAKEN) as receiver:
        export(event_of(LOG), OtlpSink(receiver.url, Key()), "dev")
    assert receiver.asked == []


def test_many_spans_are_sent_in_several_requests_with_one_key() -> None:
    key = Key()
    with recorded(TAKEN) as receiver:
        export(event_of(*[TOLD] * (MOST + 1)), OtlpSink(receiver.url, key), "dev")
    assert [each.headers["x-key"] for each in receiver.asked] == ["key-1"] * 2


def test_spans_that_a_receiver_rejects_are_counted() -> None:
    response = ExportTraceServiceResponse()
    response.partial_success.rejected_spans = 2
    response.partial_success.error_message = "too old: ann"
    answer = HTTPStatus.OK, MessageToJson(response).encode()
    printed = told(answer, TOLD, TOLD, TOLD)
    assert '"SpansRefused":2' in printed
    assert "too old" not in printed


@pytest.mark.parametrize(
    ("body", "count"),
    [(b'{"partialSuccess":{"rejectedSpans":99}}', 1), (b'{"partialSuccess":{}}', 0), (b"\x0a", 0)],
)
def test_an_answer_of_success_refuses_no_more_than_was_sent(body: bytes, count: int) -> None:
    assert told((HTTPStatus.OK, body), TOLD).count(f'"SpansRefused":{count}') == count


def test_a_span_that_no_receiver_takes_does_not_stand_in_the_way_of_others() -> None:
    output = io.StringIO()
    with recorded(TAKEN) as receiver, redirect_stdout(output):
        bad = written(replace(ROOT, trace="none"))
        export(event_of(bad, TOLD), OtlpSink(receiver.url, Key()), "dev")
    assert '"SpansRefused":1' in output.getvalue()
    (asked,) = receiver.asked
    assert asked.body.count(b"traceId") == 1


@pytest.mark.parametrize("status", [400, 404, 413, 500, 302])
def test_what_is_refused_is_counted_told_and_not_tried_again(status: int) -> None:
    printed = told((HTTPStatus(status), b"no"), TOLD, TOLD)
    assert '"SpansRefused":2' in printed
    assert f"the OTLP endpoint answers {status}" in printed


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_what_is_not_taken_now_is_tried_again(status: int) -> None:
    with pytest.raises(SinkAway):
        told((HTTPStatus(status), b""), TOLD)


def test_an_endpoint_that_is_away_is_an_outage() -> None:
    with pytest.raises(SinkAway):
        export(event_of(TOLD), OtlpSink(f"http://{HOST}:{free_port()}", Key()), "dev")


def test_a_key_that_is_refused_is_looked_up_anew() -> None:
    with recorded((HTTPStatus.UNAUTHORIZED, b""), TAKEN) as receiver:
        sink = OtlpSink(receiver.url, Key())
        with pytest.raises(SinkAway):
            export(event_of(TOLD), sink, "dev")
        export(event_of(TOLD), sink, "dev")
    assert [each.headers["x-key"] for each in receiver.asked] == ["key-1", "key-2"]


@pytest.mark.parametrize(
    ("secret", "header"),
    [
        ("Authorization: Bearer a b:c\n", {"Authorization": "Bearer a b:c"}),
        ("x-team:k", {"x-team": "k"}),
        *((bad, None) for bad in ("a key", "x y: k", "x-team:", "x-team: a\nb: c", ": k")),
    ],
)
def test_a_secret_is_one_header(secret: str, header: Mapping[str, str] | None) -> None:
    with mock_aws():
        secrets = boto3.client("secretsmanager", region_name="us-east-1")
        secrets.create_secret(Name="otlp", SecretString=secret)
        if header is not None:
            assert header_in(secrets, "otlp") == header
            return
        with pytest.raises(BadHeader) as refused:
            header_in(secrets, "otlp")
    assert secret not in str(refused.value)
