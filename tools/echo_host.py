"""Echoes messages through the gateway's sockets, for a test suite of the WebSocket protocol."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from socket import create_server

from functions.ws.gateway.host import Host
from functions.ws.gateway.limits import Limits
from functions.ws.gateway.player_socket import PlayerSocket
from functions.ws.gateway.socket_server import SocketServer
from shared.kernel.players import Identity
from shared.realtime import websocket
from shared.realtime.session import Session, opened
from shared.realtime.upgrade import Request
from shared.runtime.bootstrap import Application
from shared.runtime.settings import Settings
from shared.wire.frames import ClientFrame

LARGEST = 64 * 1024 * 1024
"""Maximum bytes of a message: the suite sends some of 16 MB, which players may not."""

UNLIMITED = Limits(frames_of_tick=sys.maxsize, bytes_of_tick=sys.maxsize)
"""No limits, as the suite sends a message in 250,000 pieces, which are read at once."""

SWEEP_SECONDS = 0.1
NOBODY = opened("echo", Identity("", ""), datetime(2026, 1, 1, tzinfo=UTC))


class EchoSocket(PlayerSocket):
    """A player's socket with larger messages."""

    __slots__ = ()
    MOST = LARGEST


class Nothing:
    """Stands for the services that a host of players has, and this one lacks."""

    def take(self, socket: PlayerSocket, session: Session, frame: ClientFrame) -> None: ...
    def catch_up(self, socket: PlayerSocket) -> None: ...
    def gone(self, socket: PlayerSocket) -> None: ...


class EchoServer(SocketServer):
    """Accepts every client, and sends back its messages."""

    def asked(self, socket: PlayerSocket, request: Request) -> None:
        socket.open(NOBODY, request)

    def receive(self, socket: PlayerSocket, message: websocket.Message) -> None:
        text = isinstance(message, str)
        payload = message.encode() if isinstance(message, str) else message
        opcode = websocket.TEXT if text else websocket.BINARY
        socket.send([websocket.shared(payload, opcode)[socket.supports_deflate]])


@asynccontextmanager
async def echoing() -> AsyncIterator[str]:
    """Serve on a free port of the loopback; yield the URL."""
    host = Host(Application(Settings(stage="test")), "echo", UNLIMITED)
    echo = EchoServer(host, Nothing())
    listener = create_server(("127.0.0.1", 0))
    server = await host.loop.create_server(lambda: EchoSocket(echo), sock=listener)
    sweeps = asyncio.create_task(_sweep(echo))
    try:
        yield f"ws://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.close()
        sweeps.cancel()
        host.pool.shutdown()


async def _sweep(server: SocketServer) -> None:
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        server.sweep()
