"""A player's own place, to one who comes back to the process that told it before."""

from __future__ import annotations

import pytest

from client.channels import tracker
from shared.application.boards.ports import Entry
from tests.client.said import message
from tests.functions.api_gateway import BATTLE, ROOM
from tests.functions.gateway.loopback import Home, Peer, eventually, home
from tests.memory import START
from tests.names import rank_channel

CHANNEL = rank_channel(BATTLE)


def stands(host: Home, member: str, points: int, position: int) -> None:
    host.parts.leaderboard.record(ROOM, [Entry(member, points, START, position)])


async def rank(peer: Peer, wanted: int) -> None:
    await peer.wait(lambda each: each["type"] == "message" and each["data"]["rank"] == wanted)


class TestPlace:
    @pytest.mark.parametrize("others", [True, False], ids=["others listen", "nobody listens"])
    async def test_that_changed_while_its_player_was_away_is_shown(self, others: bool) -> None:
        async with home() as host:
            stands(host, "ann", 5, 1)
            stands(host, "bob", 9, 1)
            if others:
                bob = await host.open("bob")
                await bob.ask("subscribe", channel=CHANNEL)
            ann, shown = await host.open("ann"), tracker(CHANNEL)
            await ann.ask("subscribe", channel=CHANNEL)
            await rank(ann, 2)
            stands(host, "ann", 20, 2)
            await rank(ann, 1)
            for frame in ann.frames:
                told_of = "event" in frame
                list(shown.message(message(**frame)) if told_of else shown.subscribed(frame))
            ann.writer.transport.abort()
            left = host.service.ranks._channels
            await eventually(lambda: len(host.host.sockets) == others == len(left))

            stands(host, "bob", 30, 2)
            again = await host.open("ann")
            await again.ask("subscribe", **shown.request())
            await rank(again, 2)

            events = [each.data["rank"] for each in shown.message(message(**again.frames[-1]))]
            assert events == [2]
