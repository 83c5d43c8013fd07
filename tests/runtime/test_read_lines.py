"""Lines read back: out of CloudWatch's envelope, to and from Loki's push."""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from typing import Any

import pytest

from shared.runtime.envelope import LogLine, SpanLine, written
from shared.runtime.lines import BadLines, in_event, push_body, pushed, read

AT = 1_796_000_000_000
LOG = written(LogLine(at=AT, workload="rank", game="hunt", level="ERROR", message="a fault"))
SPAN = written(SpanLine(at=AT + 1, workload="rank", player="ann", name="rank", ms=2, span="ab"))


def event_of(*messages: str) -> dict[str, Any]:
    """Return what CloudWatch Logs invokes a function with."""
    events = [{"id": f"{n}", "timestamp": AT, "message": m} for n, m in enumerate(messages)]
    told = {"messageType": "DATA_MESSAGE", "logGroup": "/aws/lambda/x", "logEvents": events}
    return {"awslogs": {"data": b64encode(gzip.compress(json.dumps(told).encode())).decode()}}


def test_an_event_has_the_lines_of_workloads_and_no_others() -> None:
    found = list(in_event(event_of(LOG, "START RequestId: 1\n", '{"kind":"log"}', SPAN)))
    assert [type(each.line) for each in found] == [LogLine, SpanLine]


@pytest.mark.parametrize(
    "event",
    [
        *({}, {"awslogs": None}, {"awslogs": {"data": 1}}, {"awslogs": {"data": "é"}}),
        *({"awslogs": {"data": "eA=="}}, {"awslogs": {"data": "H4sIAAAAAAAA"}}),
        {"awslogs": {"data": b64encode(gzip.compress(b"[]")).decode()}},
    ],
)
def test_an_event_without_any_is_refused(event: dict[str, Any]) -> None:
    with pytest.raises(BadLines):
        list(in_event(event))


def test_a_push_has_few_labels_and_the_lines_own_times() -> None:
    body = push_body(in_event(event_of(LOG, SPAN, SPAN)))
    assert json.loads(body) == {
        "streams": [
            {
                "stream": {"workload": "rank", "game": "hunt", "level": "ERROR"},
                "values": [[f"{AT}000000", LOG.strip()]],
            },
            {
                "stream": {"workload": "rank"},
                "values": [[f"{AT + 1}000000", SPAN.strip()]] * 2,
            },
        ]
    }
    assert [each.text for each in pushed(body)] == [LOG.strip(), SPAN.strip(), SPAN.strip()]


def test_what_a_forwarder_attaches_to_a_line_is_passed_over() -> None:
    values = [[f"{AT}000000", SPAN.strip(), {"pod": "a"}]]
    (found,) = pushed(json.dumps({"streams": [{"stream": {"a": "b"}, "values": values}]}).encode())
    assert found == read(SPAN.strip())


@pytest.mark.parametrize(
    "line",
    [
        *("", "a text", "[1]", '{"kind":"log"}', '{"kind":"other","at":1,"workload":"a"}'),
        LOG.replace(f"{AT}", "-1"),
        LOG.replace(f"{AT}", f"{AT}000"),
        "\ud800",
    ],
)
def test_a_push_of_what_no_workload_prints_is_refused_whole(line: str) -> None:
    streams = [{"stream": {}, "values": [["1", LOG.strip()], ["2", line]]}]
    with pytest.raises(BadLines, match=r"^a line is no log|^the body is no push"):
        pushed(json.dumps({"streams": streams}).encode())


@pytest.mark.parametrize("body", [b"", b"\x8f\x02", b'{"streams":[{"values":[["1"]]}]}', b"[]"])
def test_what_is_no_push_is_refused(body: bytes) -> None:
    with pytest.raises(BadLines):
        pushed(body)
