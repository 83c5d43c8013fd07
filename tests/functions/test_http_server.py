from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest
from msgspec.json import decode
from starlette.types import Message, Receive, Scope, Send
from uvicorn import Config
from uvicorn.server import ServerState

from functions.http.server import Patient
from localstack.ports import free_port

ROOT = Path(__file__).parents[2]
DEADLINE_SECONDS = 120
AWAY = "http://127.0.0.1:1"
SETTINGS = (
    *("LOG_TABLE", "PLAYERS_TABLE", "SOCKETS_TABLE", "VIEWS_TABLE"),
    *("TOKEN_SECRET", "OPERATOR_KEY", "SOCKETS_URL", "WS_URL"),
)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Yield the port of a server for all who only ask it."""
    port = free_port()
    with serving(port):
        _answer(port, "/nowhere")
        yield port


@contextmanager
def serving(port: int) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        "RUMPUS_STAGE": "test",
        **{f"RUMPUS_{name}": AWAY for name in SETTINGS},
        "RUMPUS_VALKEY_URL": "redis://127.0.0.1:1",
        "RUMPUS_DATABASE_URL": "postgresql://rumpus@127.0.0.1:1/rumpus",
        "AWS_ENDPOINT_URL": AWAY,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "RUMPUS_GATEWAY_ADDRESS": "127.0.0.1",
        "RUMPUS_GATEWAY_PORT": str(port),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "functions.http"], cwd=ROOT, env=environment
    ) as it:
        yield it
        it.kill()


def _answer(port: int, path: str) -> httpx.Response:
    """Ask until the process listens."""
    end = time.monotonic() + DEADLINE_SECONDS
    while True:
        try:
            return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=5)
        except httpx.TransportError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


class TestServer:
    def test_answers_as_the_function_does_and_ends_when_told(self) -> None:
        port = free_port()
        with serving(port) as server:
            answer = _answer(port, "/nowhere")
            assert answer.status_code == 404
            assert answer.json()["error"]["code"] == "not_found"
            assert "server" not in answer.headers
            server.send_signal(signal.SIGTERM)
            assert server.wait(DEADLINE_SECONDS) == 0

    def test_speaks_no_http2(self, port: int) -> None:
        with socket.create_connection(("127.0.0.1", port), DEADLINE_SECONDS) as wire:
            wire.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes((0, 0, 0, 4, 0, 0, 0, 0, 0)))
            head, _, body = _rest(wire).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 400 ")
            assert decode(body)["error"]["code"] == "bad_request"
        assert _answer(port, "/nowhere").status_code == 404

    @pytest.mark.parametrize("before", [b"", b"GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n"])
    def test_reads_no_head_without_end(self, port: int, before: bytes) -> None:
        with socket.create_connection(("127.0.0.1", port), DEADLINE_SECONDS) as wire:
            with suppress(ConnectionError):
                wire.sendall(before + b"GET /nowhere HTTP/1.1\r\nX: " + b"x" * (8 << 20))
            assert _rest(wire).count(b"HTTP/1.1") <= len(before)

    def test_keeps_a_connection_for_one_request_after_the_other(self, port: int) -> None:
        ask = b"GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n"
        with socket.create_connection(("127.0.0.1", port), DEADLINE_SECONDS) as wire:
            wire.sendall(ask * 3 + ask.replace(b"Host", b"Connection: close\r\nHost"))
            assert _rest(wire).count(b"HTTP/1.1 404 ") == 4

    def test_waits_for_no_request_that_drips(self, port: int) -> None:
        began = {
            b"": b"GET /nowhere HTTP/1.1\r\nX: ",
            b"HTTP/1.1 408": b"POST /v1/guests HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n",
        }
        with ExitStack() as kept:
            wires = {status: kept.enter_context(_dripping(port, began[status])) for status in began}
            for status, wire in wires.items():
                assert _rest(wire)[:12] == status

    def test_wakes_a_request_once_for_a_body_in_parts(self) -> None:
        asyncio.run(_send_in_parts())


async def _send_in_parts() -> None:
    heard: list[Message] = []
    read = asyncio.Event()

    async def app(_: Scope, receive: Receive, send: Send) -> None:
        heard.append(await receive())
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    class Watched(Patient):
        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            read.set()

    config = Config(app, lifespan="off", ws="none", log_config=None)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Watched(config, ServerState(), {}), "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        for part in (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n", b"ab", b"cd"):
            read.clear()
            writer.write(part)
            await read.wait()
        assert (await reader.readline()).startswith(b"HTTP/1.1 204 ")
        writer.close()
    assert heard == [{"type": "http.request", "body": b"abcd", "more_body": False}]


@contextmanager
def _dripping(port: int, began: bytes) -> Iterator[socket.socket]:
    """Yield a connection on which a byte is sent now and then, as long as anybody listens."""
    with socket.create_connection(("127.0.0.1", port), DEADLINE_SECONDS) as wire:
        wire.sendall(began)
        ended = Event()
        drip = Thread(target=_drip, args=(wire, ended))
        drip.start()
        try:
            yield wire
        finally:
            ended.set()
            drip.join()


def _drip(wire: socket.socket, ended: Event) -> None:
    with suppress(OSError):
        while not ended.wait(0.1):
            wire.sendall(b"x")


def _rest(wire: socket.socket) -> bytes:
    """Return all that comes until the connection ends."""
    got = b""
    with suppress(ConnectionError):
        while data := wire.recv(4096):
            got += data
    return got
