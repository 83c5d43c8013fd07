"""Sockets behind API Gateway: what its management API answers, and what the port makes of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.session import get_session

from shared.adapters.sockets.apigateway import ApiGatewaySockets
from shared.application.ports import ConnectionGone

GONE = (410, b'{"message":"Gone"}', "GoneException")
SLOW_DOWN = (429, b'{"message":"too many"}', "LimitExceededException")


class Management:
    """The management API: posts and closes are kept, connections may be gone or too busy."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, bytes]] = []
        self.gone: set[str] = set()
        self.busy: set[str] = set()
        management = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                connection = unquote(self.path.rsplit("/", 1)[-1])
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                management.calls.append((self.command, connection, body))
                status, answer, error = management.result(connection)
                self.send_response(status)
                if error:
                    self.send_header("x-amzn-errortype", error)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_POST = do_DELETE = answer  # noqa: N815 - names of the standard library

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def result(self, connection: str) -> tuple[int, bytes, str]:
        if connection in self.gone:
            return GONE
        return SLOW_DOWN if connection in self.busy else (200, b"", "")


@pytest.fixture
def management() -> Iterator[Management]:
    management = Management()
    thread = threading.Thread(target=management.server.serve_forever, args=(0.05,))
    thread.start()
    yield management
    management.server.shutdown()
    thread.join()
    management.server.server_close()


@pytest.fixture
def sockets(management: Management) -> ApiGatewaySockets:
    client: Any = get_session().create_client(
        "apigatewaymanagementapi",
        endpoint_url=f"http://127.0.0.1:{management.server.server_address[1]}",
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )
    return ApiGatewaySockets(client)


class TestSend:
    def test_posts_the_frame_as_it_is(
        self, sockets: ApiGatewaySockets, management: Management
    ) -> None:
        sockets.send("k1=", '{"ü":1}'.encode())
        assert management.calls == [("POST", "k1=", '{"ü":1}'.encode())]

    def test_says_that_a_connection_is_gone(
        self, sockets: ApiGatewaySockets, management: Management
    ) -> None:
        management.gone.add("k1")
        with pytest.raises(ConnectionGone):
            sockets.send("k1", b"{}")

    def test_does_not_take_a_busy_connection_for_gone(
        self, sockets: ApiGatewaySockets, management: Management
    ) -> None:
        management.busy.add("k1")
        with pytest.raises(ClientError):
            sockets.send("k1", b"{}")


class TestClose:
    def test_says_why_and_hangs_up(
        self, sockets: ApiGatewaySockets, management: Management
    ) -> None:
        sockets.close("k1", 4001, "superseded")
        closing = b'{"type":"closing","code":4001,"reason":"superseded"}'
        assert management.calls == [("POST", "k1", closing), ("DELETE", "k1", b"")]

    def test_of_one_that_is_gone_is_no_error(
        self, sockets: ApiGatewaySockets, management: Management
    ) -> None:
        management.gone.add("k1")
        sockets.close("k1", 4001, "superseded")
