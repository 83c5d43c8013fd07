"""A lean HTTP/1.1 client: connections that are kept, and one small answer after the other."""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from dataclasses import dataclass
from urllib.parse import urlsplit

from msgspec import DecodeError
from msgspec.json import decode

from client.errors import Unreachable

MOST = 512
"""Connections at once; who comes later waits, and the wait is a part of the latency."""

TIMEOUT = 20.0
OK = range(200, 300)
NO_BODY = (204, 304)


class HttpFailed(Unreachable):
    """`code` is the API's own, or says what went wrong on the way."""


@dataclass(frozen=True)
class Answer:
    """Names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


type Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class KeepAlive:
    """Requests to one server; every failure is an HttpFailed."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._port = parts.port or (443 if self._tls else 80)
        self._head = f"Host: {parts.netloc}\r\n"
        self._path = parts.path.rstrip("/")
        self._free: deque[Connection] = deque()
        self._room = asyncio.Semaphore(MOST)

    async def request(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """Return the answer; one of 400 and above is raised with the code that it names."""
        lines = [f"{method} {self._path}{path} HTTP/1.1\r\n", self._head]
        lines += [f"{name}: {value}\r\n" for name, value in (headers or {}).items()]
        if body or method == "POST":
            lines.append(f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n")
        request = "".join(lines).encode() + b"\r\n" + body
        try:
            async with self._room, asyncio.timeout(TIMEOUT):
                answer = await self._exchange(request)
        except TimeoutError as error:
            raise HttpFailed("http_timeout") from error
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError) as error:
            raise HttpFailed("http_network") from error
        if answer.status in OK or answer.status in NO_BODY:
            return answer
        raise _failure(answer)

    def close(self) -> None:
        while self._free:
            self._free.pop()[1].close()

    async def _exchange(self, request: bytes) -> Answer:
        """A kept connection may have been closed meanwhile: then a new one is opened, once."""
        while self._free:
            kept = self._free.pop()
            try:
                return await self._converse(kept, request)
            except (OSError, EOFError):
                continue
        opened = await asyncio.open_connection(self._host, self._port, ssl=self._tls)
        return await self._converse(opened, request)

    async def _converse(self, connection: Connection, request: bytes) -> Answer:
        reader, writer = connection
        kept = False
        try:
            writer.write(request)
            answer = await _read(reader)
            kept = answer.headers.get("connection", "").lower() != "close"
        finally:
            if kept:
                self._free.append(connection)
            else:
                writer.close()
        return answer


async def _read(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status, *lines = head.split("\r\n")
    headers = {}
    for each in lines:
        name, _, value = each.partition(":")
        headers[name.lower()] = value.strip()
    answer = Answer(int(status.split(" ", 2)[1]), headers, b"")
    if answer.status in NO_BODY:
        return answer
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return Answer(answer.status, headers, await _chunks(reader))
    return Answer(
        answer.status, headers, await reader.readexactly(int(headers.get("content-length", "0")))
    )


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += (await reader.readexactly(size + 2))[:-2]
    while (await reader.readline()).strip():
        pass
    return body


def _failure(answer: Answer) -> HttpFailed:
    try:
        code = str(decode(answer.body)["error"]["code"])
    except (DecodeError, KeyError, TypeError):
        code = f"http_{answer.status}"
    after = answer.headers.get("retry-after", "0")
    return HttpFailed(code, float(after) if after.isdecimal() else 0.0)
