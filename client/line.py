"""One socket to the host: frames as objects in, frames as objects out."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from math import inf

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from client.requests import Frame


class Line:
    """A socket by its number; until `excused`, the host may end it in favour of its successor.

    It sends what stands in `outgoing` while it is the `newest` line; `kept_until` is the time at
    which it is hung up at the latest.
    """

    def __init__(self, socket: ClientConnection, number: int, outgoing: deque[Frame]) -> None:
        self.number = number
        self.newest = True
        self.ended = asyncio.Event()
        self.excused = -inf
        self.kept_until = inf
        self._socket = socket
        self._outgoing = outgoing
        self._written = asyncio.Event()

    def wake(self) -> None:
        """There may be something to send."""
        self._written.set()

    async def hang_up(self) -> None:
        """Say goodbye; what comes before the other side's is still taken."""
        await self._socket.close()

    async def converse(self, take: Callable[[Frame], None]) -> tuple[int, str]:
        """Take frames until the socket is closed, by whomever; return the code and the reason."""
        writing = asyncio.create_task(self._write())
        try:
            async for text in self._socket:
                if (frame := _frame(text)) is not None:
                    take(frame)
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
                while self.newest and self._outgoing:
                    await self._socket.send(json.dumps(self._outgoing.popleft()))


def _frame(text: str | bytes) -> Frame | None:
    """What a gateway says of itself is no frame, and what was asked of it is repeated."""
    try:
        frame: Frame = json.loads(text)
        frame["type"]
    except (ValueError, KeyError, TypeError):
        return None
    return frame
