"""The load generator's HTTP client."""

from __future__ import annotations

import asyncio

import pytest

from cli.load.keep_alive import HttpFailed, KeepAlive


class TestKeepAlive:
    def test_reads_chunks_keeps_the_line_and_opens_another_when_it_is_gone(self) -> None:
        asyncio.run(_converse())

    def test_names_what_failed(self) -> None:
        asyncio.run(_fail())


async def _converse() -> None:
    lines = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal lines
        lines += 1
        for answer in (
            (
                b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
                b"3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n"
            ),
            b'HTTP/1.1 304 Not Modified\r\nETag: "t"\r\n\r\n',
        ):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        http = KeepAlive(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        assert (await http.request("GET", "/")).body == b"abcde"
        second = await http.request("GET", "/")
        assert (second.status, second.headers["etag"], lines) == (304, '"t"', 1)
        assert (await http.request("GET", "/")).body == b"abcde"
        assert lines == 2
        http.close()


async def _fail() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = b'{"error":{"code":"too_fast","message":"wait"}}'
        head = f"HTTP/1.1 429 No\r\nRetry-After: 3\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        http = KeepAlive(url)
        with pytest.raises(HttpFailed, match="too_fast") as failed:
            await http.request("POST", "/v1/guests", body=b"{}")
        assert failed.value.retry_after == 3
        http.close()
    with pytest.raises(HttpFailed, match="http_network"):
        await KeepAlive(url).request("GET", "/")
