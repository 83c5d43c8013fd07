"""A stand-in for the management API of API Gateway: a real server on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from botocore.config import Config
from botocore.session import get_session

from shared.adapters.aws.management_api import ManagementApi
from shared.adapters.sockets.apigateway import ApiGatewaySockets
from tests.ports.log_stores import lean_caller

type Answer = tuple[int, bytes, str]
"""A status, a body, and the type of the error."""

GONE: Answer = (410, b'{"message":"Gone"}', "GoneException")
BUFFER_FULL: Answer = (429, b'{"message":"too many"}', "LimitExceededException")
THROTTLED: Answer = (429, b'{"message":"too many"}', "TooManyRequestsException")


class Management:
    """Keeps posts and closes; `answers` says what the posts to a connection are told instead.

    A connection that was closed is gone.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, bytes]] = []
        self.answers: dict[str, Answer] = {}
        self.clients = ExitStack()
        management = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                connection = unquote(self.path.rsplit("/", 1)[-1])
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                status, answer, error = management.take(self.command, connection, body)
                self.send_response(status)
                if error:
                    self.send_header("x-amzn-errortype", error)
                if status != HTTPStatus.NO_CONTENT:
                    self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_POST = do_DELETE = answer  # noqa: N815 - names of the standard library

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def take(self, method: str, connection: str, body: bytes) -> Answer:
        self.calls.append((method, connection, body))
        told = self.answers.get(connection, (200, b"", ""))
        if method == "DELETE" and told != GONE:
            self.answers[connection] = GONE
            return HTTPStatus.NO_CONTENT, b"", ""
        return told

    def sockets(self, kind: str = "lean") -> ApiGatewaySockets:
        """The adapter with one of the clients of production, which try once."""
        url = f"http://127.0.0.1:{self.server.server_address[1]}/live"
        if kind == "lean":
            caller = self.clients.enter_context(lean_caller("execute-api", url))
            return ApiGatewaySockets(ManagementApi(caller, "/live"))
        client: Any = get_session().create_client(
            "apigatewaymanagementapi",
            endpoint_url=url,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}),
        )
        self.clients.callback(client.close)
        return ApiGatewaySockets(client)

    def posted(self, connection: str) -> list[bytes]:
        return [body for method, each, body in self.calls if (method, each) == ("POST", connection)]


@contextmanager
def management_api() -> Iterator[Management]:
    management = Management()
    thread = threading.Thread(target=management.server.serve_forever, args=(0.05,))
    thread.start()
    try:
        with management.clients:
            yield management
    finally:
        management.server.shutdown()
        thread.join()
        management.server.server_close()
