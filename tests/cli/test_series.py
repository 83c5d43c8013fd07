"""What the lines of a stage say over time, and what the console may ask of them."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from cli.logs.series import told
from localstack.log_routes import MOST_LINES
from localstack.page import Handler, Order
from localstack.ports import HOST
from shared.runtime import clock
from tests.cli.test_logs import World

KEY = "Operator a-good-key"
STEP = 1000


def span(at: int, ms: float, error: str = "", name: str = "codebattle.attack") -> str:
    line = {"kind": "span", "at": at, "workload": "message", "name": name, "ms": ms, "error": error}
    return json.dumps(line) + "\n"


def metric(at: int, **values: float | list[float]) -> str:
    return (
        json.dumps({"kind": "metric", "at": at, "workload": "gateway", "_aws": {}} | values) + "\n"
    )


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


class TestSeries:
    def test_counts_commands_and_their_times_by_steps(self, world: World) -> None:
        world.write(
            "".join(span(1000 + n, n) for n in range(101)) + span(3000, 5, "LogUnavailable")
        )
        found = told(world.store, 1000, 4000, STEP)
        assert found.at == [1, 2, 3]
        commands = found.commands
        assert (commands.count, commands.errors) == ([101, 0, 1], [0, 0, 1])
        assert (commands.p50, commands.p99) == ([50, None, 5], [99, None, 5])

    def test_leaves_out_what_is_no_command(self, world: World) -> None:
        world.write(span(1000, 1, name="publish") + span(1000, 1, name="rank"))
        assert told(world.store, 1000, 2000, STEP).commands.count == [0]

    def test_draws_the_panels_of_all_dashboards(self, world: World) -> None:
        world.write(metric(1000, LoopLate=[1, 9, 2], Unknown=1) + metric(3000, LoopLate=4))
        world.write(json.dumps({"kind": "metric", "at": 1600, "workload": "x", "A": "odd"}) + "\n")
        for times in ([5.0] * 98 + [70.0, 90.0], [1.0]):
            line = {"kind": "metric", "at": 1500, "workload": "web", "RequestTime": times}
            world.write(json.dumps(line) + "\n")
        http, loop = told(world.store, 1000, 4000, STEP).panels
        assert (http.title, http.unit) == ("Time of a request over HTTP", "ms")
        assert [each.values for each in http.lines] == [[5, None, None], [70, None, None]]
        assert [each.values for each in loop.lines] == [[9, None, 4]]
        labels = [[each.label for each in panel.lines] for panel in (http, loop)]
        assert labels == [["p50", "p99"], ["gateway"]]

    def test_of_nothing_is_nothing(self, world: World) -> None:
        found = told(world.store, 0, 2000, STEP)
        assert (found.commands.count, found.panels) == ([0, 0], [])


class Api(BaseHTTPRequestHandler):
    """Knows one operator, as the stage's API does."""

    def do_GET(self) -> None:
        known = self.path == "/stage/v1/operators/me" and self.headers["Authorization"] == KEY
        self.send_response(200 if known else 401)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Be quiet."""


@contextmanager
def serving(handler: Any) -> Iterator[int]:
    server = ThreadingHTTPServer((HOST, 0), handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def page(world: World, tmp_path: Path) -> Iterator[int]:
    """The port of a console's page with the lines of the world."""
    with serving(Api) as api:
        order = Order(
            folder=str(tmp_path),
            port=0,
            settings={"api": f"http://{HOST}:{api}/stage"},
            connect=[],
            logs=str(world.collector.folder),
        )
        with serving(partial(Handler, order)) as port:
            yield port


def ask(page: int, path: str, key: str = KEY) -> tuple[int, Any]:
    connection = http.client.HTTPConnection(HOST, page, timeout=30)
    connection.request("GET", path, headers={"Authorization": key} if key else {})
    answer = connection.getresponse()
    body = json.loads(answer.read())
    connection.close()
    return answer.status, body


class TestRoutes:
    def test_find_lines_for_operators(self, world: World, page: int) -> None:
        now = int(clock.now().timestamp() * 1000)
        world.write(span(now, 1) + span(now, 2, "KeyError") + span(now - 7200_000, 3))
        status, found = ask(page, "/logs/lines?error=KeyError&limit=99999")
        assert (status, [each["ms"] for each in found["lines"]]) == (200, [2])
        assert found["limit"] == MOST_LINES
        status, found = ask(page, "/logs/series?seconds=60")
        assert (status, sum(found["commands"]["count"])) == (200, 2)

    @pytest.mark.parametrize("key", ["", "Operator another", "Bearer x"])
    def test_are_for_nobody_else(self, page: int, key: str) -> None:
        status, found = ask(page, "/logs/lines", key)
        assert (status, found["error"]["code"]) == (401, "bad_operator_key")

    @pytest.mark.parametrize(
        "path", ["lines?level=LOUD", "lines?seconds=0", "lines?limit=x", "series?seconds=999999999"]
    )
    def test_refuse_what_is_malformed(self, page: int, path: str) -> None:
        status, found = ask(page, f"/logs/{path}")
        assert (status, found["error"]["code"]) == (422, "bad_request")

    def test_are_two(self, page: int) -> None:
        assert ask(page, "/logs/other")[0] == 404
