"""A player's own place, told by a real host over real sockets."""

from __future__ import annotations

import asyncio
import json
import socket
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from functions.ws.gateway.limits import Limits
from functions.ws.gateway.serve import serving
from shared.application.boards.ports import Entry
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import ScheduleBattle
from shared.games.codebattle.streams import battle_stream
from shared.kernel.players import Identity
from tests.functions.api_gateway import BATTLE, QUESTIONS, RULES
from tests.gateway_host import GatewayApplication
from tests.memory import START

LIMITS = Limits(tick_seconds=0.02, drain_seconds=0.1, linger_seconds=0.1)
CHANNEL = f"codebattle/{BATTLE}/rank"


async def hear(player: ClientConnection, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            frame: dict[str, Any] = json.loads(await player.recv())
            if frame["type"] == kind:
                return frame


def stands(app: GatewayApplication, member: str, points: int, position: int) -> None:
    app.leaderboard.record(battle_stream(BATTLE), [Entry(member, points, START, position)])


class TestRanks:
    def test_tells_each_player_its_place_when_it_has_changed(self) -> None:
        asyncio.run(self.play())

    async def play(self) -> None:
        app = GatewayApplication()
        plan = ScheduleBattle(
            START, BATTLE, "A test", START, START.replace(hour=13), QUESTIONS, RULES
        )
        app.handle(CODE_BATTLE, plan, by="op", command_id="schedule")
        stands(app, "ann", 5, 1)
        stands(app, "bob", 9, 1)
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        address = f"ws://127.0.0.1:{listener.getsockname()[1]}/"
        token = app.tokens.sign(Identity("p-ann", "ann"), START, 3600)
        fields = {"Authorization": f"Bearer {token}"}
        async with (
            serving(app, "a", LIMITS, listener),
            connect(address, additional_headers=fields) as ann,
        ):
            await ann.send(json.dumps({"type": "subscribe", "id": "1", "channel": CHANNEL}))
            assert (await hear(ann, "subscribed"))["recovered"] is False
            first = await hear(ann, "message")
            assert first["data"] == {"rank": 2, "points": 5, "size": 2}
            stands(app, "ann", 20, 2)
            second = await hear(ann, "message")
            assert second["data"] == {"rank": 1, "points": 20, "size": 2}
            assert (second["event"], second["channel"]) == ("rank", CHANNEL)
            assert second["offset"] > first["offset"]
        assert app.faults == []
