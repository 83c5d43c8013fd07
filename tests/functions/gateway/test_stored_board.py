"""A board on a gateway that has lost the disposable store."""

from __future__ import annotations

from shared.domain.codebattle.channels import board_channel
from tests.functions.api_gateway import BATTLE
from tests.functions.gateway.loopback import home, told

ROWS = [["ann", 7]]
CHANNEL = board_channel(BATTLE)


class TestBoard:
    def test_is_the_stored_one_and_marked_stale_without_the_store(self) -> None:
        async def story() -> None:
            async with home() as served:
                served.parts.views.put("board", BATTLE, {"size": 1, "rows": ROWS, "at": "then"})
                ann = await served.player("ann")
                served.parts.coordination.down = True
                answer = await ann.ask("subscribe", channel=CHANNEL)
                assert (answer["type"], answer["epoch"], answer["offset"]) == ("subscribed", "", 0)
                frame = await ann.wait(lambda frame: frame.get("channel") == CHANNEL)
                assert frame["data"] == {"size": 1, "rows": ROWS, "stale": True}

        told(story)
