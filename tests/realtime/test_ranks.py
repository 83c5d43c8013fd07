"""A player's own place, told by a real host over real sockets."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Sequence
from functools import partial
from typing import Any, override

from websockets.asyncio.client import ClientConnection, connect

from functions.ws.gateway.limits import Limits
from functions.ws.gateway.ranks import is_news
from functions.ws.gateway.serve import serving
from shared.adapters.memory.leaderboard import InMemoryLeaderboard
from shared.application.boards.board import boards_of
from shared.application.boards.ports import Entry, RankedEntry
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import ScheduleBattle
from shared.games.codebattle.streams import battle_stream
from shared.games.hunt import HUNT
from shared.games.hunt.commands import PlanHunt
from shared.games.hunt.streams import hunt_stream
from shared.kernel.players import Identity
from tests.functions.api_gateway import BATTLE, QUESTIONS, RULES
from tests.functions.gateway.loopback import home
from tests.games.hunt.hunting import RULES as HUNT_RULES
from tests.gateway_host import GatewayApplication
from tests.memory import START

LIMITS = Limits(tick_seconds=0.02, drain_seconds=0.1, linger_seconds=0.1)
CHANNEL = f"codebattle/{BATTLE}/rank"


async def hear(player: ClientConnection, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(240):
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


class Asked(InMemoryLeaderboard):
    """Notes whose ranks it was asked for."""

    asked: tuple[str, ...] = ()

    @override
    def ranks(self, board: str, members: Sequence[str]) -> list[RankedEntry]:
        self.asked += tuple(members)
        return super().ranks(board, members)


class TestRanksOfWideRoom:
    def test_follow_from_one_standing_for_all(self) -> None:
        asyncio.run(self.play())

    async def play(self) -> None:
        app = GatewayApplication()
        board = app.leaderboard = Asked(board_of=boards_of(app.games))
        plan = PlanHunt(START, "wide-h", "Wide", START, START.replace(hour=13), HUNT_RULES)
        app.handle(HUNT, plan, by="op", command_id="plan")
        room = hunt_stream("wide-h")
        board.record(room, [Entry(each, 9, START, 1, (1, 0)) for each in ("bob", "cy")])
        board.record(room, [Entry("ann", 5, START, 1, (1, 0))])
        claim = board.claim_rebuild(room)
        assert claim is not None
        assert board.mark_complete(room, claim)
        async with home(app) as here:
            ann = await here.open("ann")
            await ann.ask("subscribe", channel=f"{room}/rank")
            places = ((3, 5), (1, 9), (1, 20), (3, 1))
            for position, (rank, points) in enumerate(places, 1):
                board.record(room, [Entry("ann", points, START, position, (1, 0))])
                told = await ann.wait(partial(tells, rank, points))
                assert told["data"]["size"] == 3
            assert set(board.asked) == {"ann"}
            assert len(board.asked) <= 2  # as it subscribed, and at the first look
            assert app.faults == []


def tells(rank: int, points: int, frame: dict[str, Any]) -> bool:
    data = frame.get("data", {})
    return (data.get("rank"), data.get("points")) == (rank, points)


def test_far_down_a_small_move_is_no_news() -> None:
    far, near = RankedEntry("ann", 5, 50_000), RankedEntry("ann", 5, 900)
    assert not is_news(far, far)
    assert not is_news(far, RankedEntry("ann", 5, 50_400))
    assert is_news(far, RankedEntry("ann", 5, 50_600))
    assert is_news(far, RankedEntry("ann", 6, 50_000))
    assert is_news(near, RankedEntry("ann", 5, 901))
    assert is_news(None, far)
