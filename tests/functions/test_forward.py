"""Lines from CloudWatch to Loki; the embedded stage's store stands for it, over real HTTP."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stdout
from http import HTTPStatus
from pathlib import Path

import pytest

from cli.logs.duck import DuckDbLogs
from functions.lines.forward import forward
from localstack.collector import MOST_WAITING, Collector
from localstack.log_push import MOST_BYTES, push_server
from localstack.ports import HOST, free_port
from shared.adapters.loki import PATH, LokiPush
from shared.adapters.post import SinkAway, post
from tests.cli.test_logs import ALL, printed
from tests.recorded import recorded
from tests.runtime.test_read_lines import LOG, event_of

TOKEN = "the token of this run"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


class Embedded:
    """The store of a run, without the programs of a stage."""

    def __init__(self, run: Path) -> None:
        self.port = free_port()
        self.collector = Collector(run, ())
        self.store = DuckDbLogs(self.collector.folder)
        self.url = f"http://{HOST}:{self.port}"

    def kinds(self) -> list[str]:
        self.collector.take()
        return sorted(each.kind for each in self.store.search(ALL))


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Embedded]:
    made = Embedded(tmp_path)
    with push_server(made.collector.push, TOKEN, made.port):
        yield made


def test_lines_go_from_an_event_to_the_store(embedded: Embedded) -> None:
    event = event_of(*printed().splitlines(keepends=True), "REPORT RequestId: 1")
    forward(event, LokiPush(embedded.url, BEARER))
    assert embedded.kinds() == ["log", "log", "metric", "span"]
    (fault,) = embedded.store.search(ALL.__class__(0, 2**53, error="KeyError"))
    assert (fault.player, fault.game, fault.level) == ("ann", "codebattle", "ERROR")


def test_an_event_without_lines_is_not_pushed(embedded: Embedded) -> None:
    forward(event_of("START"), LokiPush(embedded.url, {"Authorization": "Bearer wrong"}))
    assert embedded.kinds() == []


@pytest.mark.parametrize(
    ("path", "headers", "body", "status"),
    [
        ("/other", BEARER, b"{}", HTTPStatus.NOT_FOUND),
        (PATH, {}, b"{}", HTTPStatus.UNAUTHORIZED),
        (PATH, {"Authorization": "Bearer " + TOKEN[:-1]}, b"{}", HTTPStatus.UNAUTHORIZED),
        (PATH, BEARER | {"Content-Type": "application/x-protobuf"}, b"", 415),
        (PATH, BEARER | {"Content-Length": f"{MOST_BYTES + 1}"}, b"", 413),
        (PATH, BEARER | {"Content-Length": "-1"}, b"", 413),
        (PATH, BEARER, b'{"streams":[{"values":[["1","a text"]]}]}', HTTPStatus.BAD_REQUEST),
    ],
)
def test_the_store_takes_no_other(
    embedded: Embedded, path: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    assert post(embedded.url + path, body, headers).status == status
    assert embedded.kinds() == []


def test_too_many_lines_wait_at_their_sender(embedded: Embedded) -> None:
    assert embedded.collector.push([LOG.encode()] * MOST_WAITING)
    with pytest.raises(SinkAway, match="429"):
        forward(event_of(LOG), LokiPush(embedded.url, BEARER))


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_loki_does_not_take_now_is_tried_again(status: int) -> None:
    with recorded((HTTPStatus(status), b"")) as loki, pytest.raises(SinkAway):
        forward(event_of(LOG), LokiPush(loki.url))


def test_what_loki_refuses_is_counted_and_not_tried_again() -> None:
    output = io.StringIO()
    with recorded((HTTPStatus.BAD_REQUEST, b"too far behind")) as loki, redirect_stdout(output):
        forward(event_of(LOG, LOG), LokiPush(f"{loki.url}/"))
    assert [each.path for each in loki.asked] == [PATH]
    assert '"LinesRefused":2' in output.getvalue()


def test_a_loki_that_is_away_is_an_outage() -> None:
    with pytest.raises(SinkAway):
        forward(event_of(LOG), LokiPush(f"http://{HOST}:{free_port()}"))
