"""What an operator does with the rooms of any game."""

from __future__ import annotations

from typing import Any

import pytest

from shared.application.boards.ports import RankedEntry
from shared.application.channels.values import board_snapshot
from shared.application.lifecycle.overview import Lead, Pace
from shared.kernel.moments import milliseconds
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


class TestLive:
    def test_shows_what_is_wrong_first_and_what_is_busiest(self, host: Host) -> None:
        for room in ("calm", "busy", "late", "alone"):
            rumpus(host, "hunt", "create", "--id", room)
        overview, at = host.application.overview, milliseconds(host.application.clock())
        assert answer(rumpus(host, "hunt", "list", "--live", "--json"))["stale"] is False
        overview.note("hunt", [Pace("calm", at, at, 1.5, Lead(3, "[red]ann", 20, (4, 9)))])
        overview.note("hunt", [Pace("busy", at, at, 15.0), Pace("late", at - 60_000, at, 0.1)])
        (alone,) = host.application.slots_of("hunt/alone")
        overview.beat([alone], at - 3_600_000)

        shown = rumpus(host, "hunt", "list", "--live").stdout
        rows = [line.split() for line in shown.splitlines() if " ends in " in line]
        assert [row[1] for row in rows] == ["late", "alone", "busy", "calm"]
        assert "4 hunts, 3 players" in shown
        assert "1 without an owner" in shown
        assert "no owner for 1 h" in shown
        assert "1 min 00 s late" in shown
        assert "[red]ann 20" in shown

        few = rumpus(host, "hunt", "list", "--live", "--most", "1").stdout
        assert few.count(" ends in ") == 1
        none = answer(rumpus(host, "hunt", "list", "--live", "--phase", "ended", "--json"))
        assert none["rooms"] == []

    def test_says_that_the_cache_is_away(self, host: Host) -> None:
        rumpus(host, "hunt", "create", "--id", "h1")
        host.application.overview.down = True
        shown = rumpus(host, "hunt", "list", "--live").stdout
        assert "The cache is away" in shown
        assert "h1" in shown

    def test_is_for_operators(self, host: Host) -> None:
        refused = rumpus(host, "hunt", "list", "--live", key="")
        assert refused.exit_code == 1
        assert "operator" in refused.stderr
