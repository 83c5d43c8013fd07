"""Sockets of the `websockets` library for the connection manager."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

import httpx
from msgspec import MsgspecError
from websockets.asyncio.client import ClientConnection, connect
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from client.connection_manager import ConnectionManager
from client.errors import ProtocolError, RumpusError, Unreachable
from client.events import Event
from client.frames import Frame, read, write

REFUSALS = range(400, 500)
TOO_MANY = 429


class WebSockets:
    """Opens sockets, whose tasks run in the group; `show` gets the application's events."""

    def __init__(
        self,
        ticket_url: Callable[[], Awaitable[str]],
        group: asyncio.TaskGroup,
        show: Callable[[Event], None],
    ) -> None:
        self._ticket_url = ticket_url
        self._group = group
        self._show = show

    async def ticket_url(self) -> str:
        """Return the URL to connect to; raise an error if retries are useless."""
        try:
            return await self._ticket_url()
        except (OSError, httpx.RequestError) as error:
            raise Unreachable from error
        except RumpusError as error:
            refusal = error if isinstance(error, ProtocolError) else None
            if refusal and refusal.status in REFUSALS and refusal.status != TOO_MANY:
                raise
            raise Unreachable(retry_after=refusal.retry_after if refusal else 0) from error

    async def connect(self, url: str, manager: ConnectionManager) -> None:
        try:
            socket = await connect(url, max_size=2**20, close_timeout=2, compression="deflate")
        except InvalidStatus as error:
            raise Unreachable(retry_after=_seconds(error.response.headers)) from error
        except (OSError, WebSocketException) as error:
            raise Unreachable from error
        transport = WebSocket(socket, self._group)
        number = manager.opened(transport)
        self._group.create_task(self._converse(transport, number, manager))

    async def _converse(self, socket: WebSocket, number: int, manager: ConnectionManager) -> None:
        """Take frames until either side closes the socket."""
        code, reason = await socket.converse(lambda frame: self._take(number, frame, manager))
        manager.ended(number, code, reason)

    def _take(self, number: int, payload: str | bytes, manager: ConnectionManager) -> None:
        """Take a frame; drop an invalid one, whose request is retried."""
        try:
            frame = read(payload)
        except MsgspecError:
            return
        for event in manager.take(number, frame):
            self._show(event)


def _seconds(headers: Headers) -> float:
    """Return the `Retry-After` of a host that accepts no client now; 0 without one."""
    said = headers.get_all("Retry-After")
    return float(said[0]) if said and said[0].isdecimal() else 0.0


class WebSocket:
    """Reads until its end, and writes the frames that it was last given."""

    def __init__(self, socket: ClientConnection, group: asyncio.TaskGroup) -> None:
        self._socket = socket
        self._group = group
        self._outgoing: deque[Frame] = deque()
        self._written = asyncio.Event()

    def flush(self, outgoing: deque[Frame]) -> None:
        self._outgoing = outgoing
        self._written.set()

    def hang_up(self) -> None:
        self._group.create_task(self._socket.close())

    async def converse(self, take: Callable[[str | bytes], None]) -> tuple[int, str]:
        """Take payloads until it is closed; return the code and the reason."""
        writing = asyncio.create_task(self._write())
        try:
            async for payload in self._socket:
                take(payload)
        except ConnectionClosed:
            pass
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            await self._socket.close()
        return self._socket.close_code or 0, self._socket.close_reason or ""

    async def _write(self) -> None:
        with suppress(ConnectionClosed):
            while True:
                await self._written.wait()
                self._written.clear()
                while self._outgoing:
                    await self._socket.send(write(self._outgoing.popleft()), text=True)
