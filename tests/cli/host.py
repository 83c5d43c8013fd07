"""A whole Rumpus in this process, on loopback: real HTTP, real sockets, stores in memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fastapi.testclient import TestClient
from msgspec.json import decode, encode
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection
from websockets.sync.server import serve as serve_sockets

from functions.http.api import create_app
from functions.queues.default import do
from functions.ws import connection, message
from functions.ws.authorize import authorize
from shared.application.channels.broadcast import broadcast
from shared.application.channels.ports import ConnectionGone, Subscriber
from shared.application.channels.refresh_channel import refresh_channel
from shared.kernel.rules import KNOWN_WITHIN
from shared.runtime import clock
from shared.runtime.once import once
from shared.runtime.settings import Settings
from shared.wire.frames import ServerFrame, encode_server
from shared.wire.messages import (
    Broadcast,
    Job,
    Refresh,
)
from tests.functions.api_gateway import route_key
from tests.memory import OPERATOR_KEY, Clock, MemoryStores

LOOPBACK = "127.0.0.1"
PATIENCE = 180.0


class LiveSockets:
    """The Sockets port over the connections of this process."""

    def __init__(self) -> None:
        self.open: dict[str, ServerConnection] = {}

    def send(self, connection: str, frame: bytes) -> None:
        try:
            self.open[connection].send(frame.decode())
        except (KeyError, ConnectionClosed) as error:
            raise ConnectionGone(connection) from error

    def close(self, connection: str, code: int, reason: str) -> None:
        socket = self.open.pop(connection, None)
        if socket is not None:
            frame = f'{{"type":"closing","code":{code},"reason":"{reason}"}}'
            socket.send(frame)
            socket.close(code, reason)


class LiveClock(Clock):
    """The real time, or so much before it."""

    behind = timedelta()

    def __call__(self) -> datetime:
        return clock.now() - self.behind

    def monotonic(self) -> float:
        return clock.monotonic()


class LiveApplication(MemoryStores):
    def __init__(self, ws_url: str) -> None:
        super().__init__()
        self.settings = Settings(stage="test", ws_url=ws_url, sockets_table="sockets")
        self.time = self.live = LiveClock()

    @property
    def new_id(self) -> Callable[[], str]:
        return clock.new_id

    @once
    def sockets(self) -> LiveSockets:
        return LiveSockets()


class _Server(ThreadingHTTPServer):
    request_queue_size = 128
    """With the usual five, who comes while this process is busy is not let in."""


class Host:
    """Serves one thing at a time; `url` and `ws_url` are where, and tickets say `told` or that."""

    def __init__(self, compression: str | None = "deflate", told: str = "") -> None:
        self._lock = threading.RLock()
        self._over = threading.Event()
        self._sockets = serve_sockets(
            self._converse,
            LOOPBACK,
            0,
            process_request=self._let_in,
            compression=compression,
        )
        port = self._sockets.socket.getsockname()[1]
        self.ws_url = f"ws://{LOOPBACK}:{port}/"
        self.application = LiveApplication(told or self.ws_url)
        self._identities: dict[int, dict[str, Any]] = {}
        self._api = TestClient(create_app(self.application), raise_server_exceptions=False)
        self._http = _Server((LOOPBACK, 0), _requests(self._answer))
        self.url = f"http://{LOOPBACK}:{self._http.server_port}"

    @contextmanager
    def running(self) -> Iterator[None]:
        """Serve until the block is left."""
        homes = (self._sockets.serve_forever, self._http.serve_forever, self._work)
        threads = [threading.Thread(target=each, daemon=True) for each in homes]
        for each in threads:
            each.start()
        try:
            yield
        finally:
            self._over.set()
            self._sockets.shutdown()
            for socket in list(self.application.sockets.open.values()):
                socket.close()
            self._http.shutdown()
            self._http.server_close()
            for each in threads:
                each.join(5)

    def drop_sockets(self) -> None:
        """Break every connection, as a network does."""
        for socket in list(self.application.sockets.open.values()):
            socket.socket.shutdown(2)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Answer nobody until the block is left."""
        with self._lock:
            yield

    def tell(self, frame: ServerFrame) -> None:
        """Send a frame to all who are connected."""
        for socket in list(self.application.sockets.open.values()):
            with suppress(ConnectionClosed):
                socket.send(encode_server(frame).decode())

    def end_battle(self, battle: str) -> None:
        """Be over with it now, as an operator who was there in time."""
        self.application.live.behind = KNOWN_WITHIN
        headers = {"authorization": f"Operator {OPERATOR_KEY}"}
        frame = encode({"type": "codebattle.end", "id": "end", "room": battle})
        answer = self._answer("POST", "/v1/commands", headers, frame)
        self.application.live.behind = timedelta()
        assert answer.status_code == HTTPStatus.OK, answer.text

    def wait_until(self, true: Callable[[], bool]) -> None:
        """Return when it is so; fail when it takes too long."""
        until = clock.monotonic() + PATIENCE
        while not true():
            assert clock.monotonic() < until, "it took too long"
            self._over.wait(0.02)

    def _answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Any:
        with self._lock:
            return self._api.request(method, path, headers=headers, content=body)

    def _let_in(self, socket: ServerConnection, request: Request) -> Response | None:
        ticket = parse_qs(urlsplit(request.path).query).get("ticket", [""])[0]
        with self._lock:
            answer = authorize(self.application, ticket, "arn")
        if "context" not in answer:
            return socket.respond(403, "Forbidden")
        self._identities[id(socket)] = answer["context"]
        return None

    def _converse(self, socket: ServerConnection) -> None:
        name = clock.new_id()
        who = self._identities.pop(id(socket))
        event: Any = {"connectionId": name, "authorizer": who, "eventType": "CONNECT"}
        self.application.sockets.open[name] = socket
        with self._lock:
            connection.serve(self.application, {"requestContext": event})
        try:
            for text in socket:
                self._take(name, event | {"eventType": "MESSAGE"}, str(text))
        except ConnectionClosed:
            pass
        with self._lock:
            self.application.sockets.open.pop(name, None)
            gone: Any = event | {"eventType": "DISCONNECT"}
            connection.serve(self.application, {"requestContext": gone})

    def _take(self, name: str, event: dict[str, Any], text: str) -> None:
        with self._lock:
            request: Any = {"requestContext": event | {"routeKey": route_key(text)}, "body": text}
            reply = message.serve(self.application, request)
            if "body" in reply:
                self.application.sockets.send(name, reply["body"].encode())

    def _work(self) -> None:
        """Do what is queued as it falls due."""
        while not self._over.wait(0.05):
            with self._lock:
                self._jobs()
                self._refresh()
                self._broadcast()

    def _jobs(self) -> None:
        for body in self.application.queues.take("default"):
            do(self.application, decode(body, type=Job.__value__))

    def _refresh(self) -> None:
        for body in self.application.queues.take("leaderboard"):
            due = decode(body, type=Refresh)
            refresh_channel(self.application, due.channel, due.token)

    def _broadcast(self) -> None:
        app = self.application
        for body in app.queues.take("broadcast"):
            sent = decode(body, type=Broadcast)
            broadcast(app, _one_by_one, sent.channel, sent.bucket, bytes(sent.frame))


def _one_by_one(work: Callable[[Subscriber], None], members: Iterable[Subscriber]) -> None:
    for each in members:
        work(each)


def _requests(answer: Callable[[str, str, dict[str, str], bytes], Any]) -> Any:
    class Requests(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("content-length", 0))
            response = answer(self.command, self.path, dict(self.headers), self.rfile.read(length))
            self.send_response(response.status_code)
            for name in ("content-type", "retry-after", "etag"):
                if name in response.headers:
                    self.send_header(name, response.headers[name])
            self.send_header("content-length", str(len(response.content)))
            self.end_headers()
            self.wfile.write(response.content)

        do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - the names that http.server looks for

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as inherited
            """A test prints nothing."""

    return Requests
