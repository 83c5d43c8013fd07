"""What an operator does with the rooms of any game."""

from __future__ import annotations

from typing import Any

import pytest

from shared.application.boards.ports import RankedEntry
from shared.application.channels.values import board_snapshot
from shared.runtime import clock
from tests.cli.host import Host
from tests.cli.test_commands import answer, rumpus

BOARDS: dict[str, Any] = {"battle": ("codebattle/r1", "ann"), "hunt": ("hunt/r1", "ann", 2, 5)}


@pytest.mark.parametrize("noun", BOARDS)
class TestRooms:
    def test_are_listed_by_their_phase(self, host: Host, noun: str) -> None:
        assert rumpus(host, noun, "list").stdout.startswith(f"No {noun} yet: create one with")
        for room, starts_in in (("r1", "0"), ("r2", "60")):
            made = rumpus(host, noun, "create", "--id", room, "--starts-in", starts_in, "--json")
            assert answer(made)["title"]
        listed = answer(rumpus(host, noun, "list", "--phase", "scheduled", "--json"))
        assert [each["room"] for each in listed] == ["r2"]
        assert "starts in" in rumpus(host, noun, "list").stdout

    def test_say_that_a_board_is_the_one_last_stored(self, host: Host, noun: str) -> None:
        answer(rumpus(host, noun, "create", "--id", "r1", "--starts-in", "0", "--json"))
        store_board(host, *BOARDS[noun])
        shown = rumpus(host, noun, "show", "r1").stdout
        assert "Board of 1, as last stored" in shown
        assert "ann" in shown

    def test_end_with_json_for_machines(self, host: Host, noun: str) -> None:
        made = answer(rumpus(host, noun, "create", "--id", "r1", "--starts-in", "0", "--json"))
        ended = answer(rumpus(host, noun, "end", "r1", "--json"))
        assert ended["ends_at"] < made["ends_at"]


def store_board(host: Host, room: str, member: str, *columns: int) -> None:
    """Store a board of one, then let its live store fail."""
    stored = board_snapshot([RankedEntry(member, 7, 1, columns)], 1)
    host.application.views.put("board", room, stored | {"at": clock.now().isoformat()})
    host.application.leaderboard.down = True
