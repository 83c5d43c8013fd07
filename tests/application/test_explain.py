"""What moved a player's points is told from the log, in any game with a board."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from shared.adapters.memory.log import InMemoryLog
from shared.application.boards.explain import READ_AT_ONCE, explain
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle import facts as f
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Commit, Fact
from tests.codec import CODEC
from tests.games.codebattle.battle import NOON, joined, missed, solved

ROOM, OWN = "codebattle/b1", "codebattle/b1/player/ann"
GONE = f.AwardReversed(NOON, 2, "q1", 10, 0, 0, 0, "a bug")


def logged(stream: str, *commits: Sequence[Fact]) -> InMemoryLog:
    log = InMemoryLog(CODEC)
    for position, facts in enumerate(commits, 1):
        log.append(Commit(stream, position, tuple(facts), NOON, "p-ann", f"c{position}", "d", {}))
    return log


class TestExplain:
    def test_tells_each_commit_that_moved_the_points_and_no_other(self) -> None:
        log = logged(OWN, [joined("ann")], [solved()], [missed("q2", 2)], [GONE])
        found = explain(log, CODE_BATTLE, ROOM, "ann")
        told = [(each.position, each.points, each.facts) for each in found.steps]
        assert told == [
            (1, 0, ("codebattle.participant_joined.v1",)),
            (2, 10, ("codebattle.question_solved.v1",)),
            (4, 0, ("codebattle.award_reversed.v2",)),
        ]
        assert (found.stream, found.after) == (OWN, None)
        assert found.steps[1].command_id == "c2"

    def test_reads_the_room_where_a_game_keeps_points_there(self) -> None:
        assert CODE_BATTLE.board is not None
        board = replace(CODE_BATTLE.board, points=lambda _fact, _name: {"ann": 7, "bob": 3})
        game = replace(CODE_BATTLE, board=board)
        found = explain(logged(ROOM, [f.BattleStarted(NOON, "x")]), game, ROOM, "bob")
        assert (found.stream, [each.points for each in found.steps]) == (ROOM, [3])

    def test_reads_a_bounded_part_at_once(self) -> None:
        log = logged(OWN, [joined("ann")], *[[missed("q2", 2)]] * READ_AT_ONCE, [solved()])
        first = explain(log, CODE_BATTLE, ROOM, "ann")
        assert (len(first.steps), first.after) == (1, READ_AT_ONCE)
        last = explain(log, CODE_BATTLE, ROOM, "ann", READ_AT_ONCE)
        assert ([each.position for each in last.steps], last.after) == ([READ_AT_ONCE + 2], None)

    def test_refuses_a_player_that_is_not_there_and_a_game_without_a_board(self) -> None:
        with pytest.raises(CommandRefused, match="unknown_player"):
            explain(logged(OWN), CODE_BATTLE, ROOM, "ann")
        with pytest.raises(CommandRefused, match="no_board"):
            explain(logged(OWN), replace(CODE_BATTLE, board=None), ROOM, "ann")
