"""The client offers to compress messages, and lives with either answer."""

from __future__ import annotations

import asyncio

import pytest

from tests.client.live_host import eventually, live_host
from tests.client.story import Listener, battle_of, joined
from tests.functions.api_gateway import private


@pytest.mark.parametrize("compression", ["deflate", None])
async def test_is_offered_and_may_be_declined(compression: str | None) -> None:
    async with asyncio.timeout(180), live_host(compression) as host, host.client() as rumpus:
        game = (await joined(rumpus, "ann"))[1]
        (socket,) = host.sockets.open.values()
        assert socket.request is not None
        assert "permessage-deflate" in socket.request.headers["Sec-WebSocket-Extensions"]
        assert len(socket.protocol.extensions) == (compression is not None)
        ear = Listener(game)
        await game.subscribe(private("ann"))
        await battle_of(game).answer("q1", "!")
        await eventually(lambda: ear.names() == ["snapshot", "answer.solved"])
        await game.close()
