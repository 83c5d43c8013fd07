"""A board on a gateway that has lost the cache, and has it again."""

from __future__ import annotations

from tests.functions.api_gateway import BATTLE, ROOM
from tests.functions.gateway.loopback import home
from tests.names import board_channel

ROWS = [["ann", 7]]
CHANNEL = board_channel(BATTLE)


class TestBoard:
    async def test_is_the_stored_one_and_marked_stale_without_the_store(self) -> None:
        async with home() as served:
            served.parts.views.put("board", ROOM, {"size": 1, "rows": ROWS, "at": "then"})
            ann = await served.player("ann")
            served.parts.coordination.down = True
            answer = await ann.ask("subscribe", channel=CHANNEL)
            assert (answer["type"], answer["epoch"], answer["offset"]) == ("subscribed", "", 0)
            frame = await ann.wait(lambda frame: frame.get("channel") == CHANNEL)
            assert frame["data"] == {"size": 1, "rows": ROWS, "stale": True}

    async def test_that_was_shown_is_marked_stale_until_the_store_is_back(self) -> None:
        async with home(stale_seconds=0.2) as served:
            ann = await served.player("ann")
            served.parts.rebuild(ROOM)
            await ann.ask("subscribe", channel=CHANNEL)
            shown = await ann.wait(lambda frame: frame.get("channel") == CHANNEL)
            served.parts.coordination.down = True

            stale = await ann.wait(lambda frame: frame.get("channel") == CHANNEL)

            assert (stale["epoch"], stale["offset"]) == ("", 0)
            assert stale["data"] == shown["data"] | {"stale": True}

            served.parts.coordination.down = False
            fresh = await ann.wait(lambda frame: frame.get("channel") == CHANNEL)
            assert "base" not in fresh
            assert fresh["data"] == shown["data"]
