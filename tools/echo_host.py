"""Echoes messages through the sockets of the gateway, for a suite that tests the protocol."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from socket import create_server

from functions.ws.gateway.host import Host
from functions.ws.gateway.limits import Limits
from functions.ws.gateway.player_socket import PlayerSocket
from shared.realtime import websocket
from shared.realtime.reader import Reader
from shared.realtime.upgrade import Request
from shared.runtime.bootstrap import Application
from shared.runtime.settings import Settings

LARGEST = 64 * 1024 * 1024
"""Bytes of a message: the suite sends some of 16 MB, which no player may."""

UNLIMITED = Limits(frames_of_tick=sys.maxsize, bytes_of_tick=sys.maxsize)
"""The suite sends a message in 250,000 pieces, which is read at once."""

SWEEP_SECONDS = 0.1


class EchoSocket(PlayerSocket):
    """A player's socket but for the size of messages; nobody is slow, for all is sent back."""

    __slots__ = ()

    def open(self) -> None:
        super().open()
        self._reader = Reader(LARGEST, supports_deflate=self.supports_deflate)


class EchoHost(Host):
    """Lets everybody in and sends back what they say."""

    def asked(self, socket: PlayerSocket, request: Request) -> None:
        if socket.agrees(request):
            self.opening.discard(socket)
            socket.open()

    def receive(self, socket: PlayerSocket, message: websocket.Message) -> None:
        text = isinstance(message, str)
        payload = message.encode() if isinstance(message, str) else message
        opcode = websocket.TEXT if text else websocket.BINARY
        socket.send([websocket.shared(payload, opcode)[socket.supports_deflate]])

    def catch_up(self, socket: PlayerSocket) -> None:
        """There is nothing that it has not had."""


@asynccontextmanager
async def echoing() -> AsyncIterator[str]:
    """Serve on a free port of the loopback; yield the URL."""
    host = EchoHost(Application(Settings(stage="test")), "echo", UNLIMITED)
    listener = create_server(("127.0.0.1", 0))
    server = await host.loop.create_server(lambda: EchoSocket(host), sock=listener)
    sweeps = asyncio.create_task(_sweep(host))
    try:
        yield f"ws://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.close()
        sweeps.cancel()
        host.pool.shutdown()


async def _sweep(host: Host) -> None:
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        host.sweep()
