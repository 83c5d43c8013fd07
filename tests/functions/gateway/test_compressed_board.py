"""A board for those who read compressed frames and those who do not: one snapshot, fewer bytes."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from client.snapshots import Snapshot, patched
from tests.functions.api_gateway import BATTLE, ROOM
from tests.functions.gateway.loopback import Home, home
from tests.names import board_channel

CHANNEL = board_channel(BATTLE)
PLAYERS = 12


async def rows_of(socket: ClientConnection, size: int) -> list[Any]:
    """Follow a board until so many are on it."""
    snapshot: Snapshot = {"rows": []}
    while len(snapshot["rows"]) < size:
        frame = json.loads(await socket.recv())
        if frame["type"] == "message":
            data = frame["data"]
            snapshot = patched(snapshot, data) if "base" in frame else data
    rows: list[Any] = snapshot["rows"]
    return rows


async def follow(host: Home, name: str, compression: str | None) -> list[Any]:
    async with connect(host.url(name), compression=compression) as socket:
        await socket.send(json.dumps({"type": "subscribe", "id": "s", "channel": CHANNEL}))
        return await rows_of(socket, PLAYERS)


class TestBoard:
    async def test_is_the_same_compressed_and_not(self) -> None:
        async with home() as host:
            host.parts.rebuild(ROOM)
            first, *others = [f"player-{number:02}" for number in range(PLAYERS)]
            await host.player(first)
            followers = [
                asyncio.create_task(follow(host, "packs", "deflate")),
                asyncio.create_task(follow(host, "plain", None)),
            ]
            for name in others:
                await host.player(name)
            compressed, plain = await asyncio.gather(*followers)
            assert compressed == plain
            assert {name for name, _ in compressed} == {first, *others}
