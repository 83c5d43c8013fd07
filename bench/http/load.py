"""Clients that ask a server over kept connections, each one thing after the other."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from msgspec.json import encode

CONNECTIONS = 8
END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length:"


class Answered(Struct):
    """How many answers came in how many seconds, what the first odd one was, and each wait."""

    seconds: float
    waits: list[float]
    odd: bytes = b""


class _Client(asyncio.Protocol):
    def __init__(
        self, requests: Iterator[bytes], until: float, found: Answered, pause: float
    ) -> None:
        self._requests, self._until, self._found, self._pause = requests, until, found, pause
        self._buffer = b""
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._ask()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_result(None)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, rest = self._buffer.partition(END_OF_HEAD)
        if not found:
            return
        _, _, after = head.lower().partition(LENGTH)
        size = int(after.split(b"\r\n", 1)[0] or 0)
        if len(rest) < size:
            return
        self._buffer = rest[size:]
        if not head.startswith(b"HTTP/1.1 2"):
            self._found.odd = self._found.odd or head + END_OF_HEAD + rest
        self._found.waits.append(time.perf_counter() - self._asked)
        asyncio.get_running_loop().call_later(
            self._pause, self._ask
        ) if self._pause else self._ask()

    def _ask(self) -> None:
        request = next(self._requests, None)
        if request is None or time.perf_counter() >= self._until:
            self._transport.close()
            return
        self._asked = time.perf_counter()
        self._transport.write(request)


def request(method: str, path: str, body: object = None, **headers: str) -> bytes:
    """Return a request's bytes; names of headers have their hyphens as underscores."""
    content = b"" if body is None else encode(body)
    fields = {"Host": "bench"} | {name.replace("_", "-"): text for name, text in headers.items()}
    if body is not None:
        fields |= {"Content-Type": "application/json", "Content-Length": str(len(content))}
    lines = (f"{method} {path} HTTP/1.1", *(f"{name}: {text}" for name, text in fields.items()))
    return "\r\n".join(lines).encode() + END_OF_HEAD + content


def asked(
    port: int, requests: Iterator[bytes], seconds: float, pause: float = 0.0, clients: int = 8
) -> Answered:
    """Ask for so many seconds; raise RuntimeError for an answer that is no success."""

    async def run() -> Answered:
        loop, start = asyncio.get_running_loop(), time.perf_counter()
        found = Answered(0.0, [])
        made = [
            await loop.create_connection(
                lambda: _Client(requests, start + seconds, found, pause), "127.0.0.1", port
            )
            for _ in range(clients)
        ]
        await asyncio.gather(*(client.ended for _, client in made))
        found.seconds = time.perf_counter() - start
        return found

    found = asyncio.run(run())
    if found.odd:
        raise RuntimeError(found.odd.decode())
    return found
