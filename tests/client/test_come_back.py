"""A client hears when it shall come back, whoever tells it."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from client import Account, ProtocolError, Rumpus
from client.connection_manager import ConnectionManager
from client.core import Core
from client.errors import Unreachable
from client.web_sockets import WebSockets

ACCOUNT = Account("p", "ann", "token", "refresh")


def rumpus_that_says(status: int, retry_after: Any) -> Rumpus:
    error = {"code": "busy", "message": "too many", "retry_after": retry_after}
    answer = httpx.Response(status, json={"error": error})
    return Rumpus("http://host", transport=httpx.MockTransport(lambda _: answer))


async def told(rumpus: Rumpus) -> float:
    """Return the seconds that a client hears when its ticket is refused."""
    async with rumpus, asyncio.TaskGroup() as group:
        sockets = WebSockets(lambda: rumpus.ticket_url(ACCOUNT), group, lambda _: None)
        with pytest.raises(Unreachable) as refused:
            await sockets.ticket_url()
    return refused.value.retry_after


class TestTicket:
    @pytest.mark.parametrize("status", [429, 503])
    def test_that_is_refused_for_now_says_when(self, status: int) -> None:
        assert asyncio.run(told(rumpus_that_says(status, 7))) == 7

    @pytest.mark.parametrize("nonsense", ["soon", None, [7]])
    def test_that_says_nonsense_is_no_answer_of_the_api(self, nonsense: object) -> None:
        assert asyncio.run(told(rumpus_that_says(503, nonsense))) == 0

    async def test_that_is_refused_for_good_is_not_tried_again(self) -> None:
        async with rumpus_that_says(403, 7) as rumpus, asyncio.TaskGroup() as group:
            sockets = WebSockets(lambda: rumpus.ticket_url(ACCOUNT), group, lambda _: None)
            with pytest.raises(ProtocolError):
                await sockets.ticket_url()


class TestUpgrade:
    @pytest.mark.parametrize(
        ("field", "seconds"), [("Retry-After: 5\r\n", 5), ("", 0), ("Retry-After: soon\r\n", 0)]
    )
    async def test_that_is_refused_says_when(self, field: str, seconds: float) -> None:
        async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(f"HTTP/1.1 503 No\r\n{field}Content-Length: 0\r\n\r\n".encode())
            writer.close()

        async def ticket_url() -> str:
            return ""

        core = Core(lambda: "c", lambda: 0.0)
        manager = ConnectionManager(core, lambda: 0.0, lambda: 0.0, lambda *_: None)
        async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            async with asyncio.TaskGroup() as group:
                sockets = WebSockets(ticket_url, group, lambda _: None)
                with pytest.raises(Unreachable) as refused:
                    await sockets.connect(f"ws://127.0.0.1:{port}", manager)
        assert refused.value.retry_after == seconds
