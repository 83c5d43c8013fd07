"""A board as its game wishes for it, from facts to what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import convert
from msgspec.json import decode, encode
from msgspec.structs import replace

from shared.adapters.memory.leaderboard import InMemoryLeaderboard
from shared.adapters.memory.log import InMemoryLog
from shared.application.boards.board import boards_of
from shared.application.boards.ports import Neighbours, RankedEntry, Top
from shared.application.boards.read_board import read_board
from shared.application.boards.rebuild_board import rebuild_board
from shared.application.boards.record import entries_of, record
from shared.application.channels.subscribe import rank_snapshot
from shared.application.channels.values import board_snapshot, difference, patched
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.facts import ArrowShot, ParticipantJoined, QuestionSolved
from shared.games.codebattle.streams import participant_stream
from shared.kernel.check_manifest import BadManifest
from shared.kernel.facts import Commit
from shared.kernel.game import Board, Column, Score
from shared.kernel.games import Games
from shared.wire.channel_events import BoardDelta, BoardSnapshot, OwnPlace
from shared.wire.http import BoardAnswer
from tests.application.commits import ROOM, START
from tests.codec import CODEC
from tests.memory import MemoryApplication

COLUMNS = (Column("missed"), Column("time", "fewest"))


def laps(fact: Any, username: str) -> Mapping[str, int | Score]:
    """Tell a lap's points and time: `points` for a lap that took `total`."""
    match fact:
        case ParticipantJoined():
            return {username: 0}
        case QuestionSolved():
            return {username: Score(fact.points, (len(fact.question), fact.total))}
        case _:
            return {}


def lap(points: int, time: int) -> QuestionSolved:
    return QuestionSolved(START, "q", "hash", points, time)


def commit(name: str, position: int, *facts: Any, at: datetime = START) -> Commit:
    stream = participant_stream("b1", name)
    return Commit(stream, position, facts, at, "p", f"c{position}", "digest", {})


class World:
    """Code battles, with another board."""

    def __init__(self, **wishes: Any) -> None:
        self.board = Board(laps, columns=COLUMNS, **wishes)
        self.games = Games(replace(CODE_BATTLE, board=self.board))
        self.leaderboard = InMemoryLeaderboard(board_of=boards_of(self.games))
        self.log = InMemoryLog(CODEC)

    def add(self, name: str, position: int, *facts: Any, seconds: int = 0) -> None:
        at = START + timedelta(seconds=seconds)
        made = commit(name, position, *facts, at=at)
        self.log.append(made)
        record(self.games, self.leaderboard, [made])


BEST_LAPS = {"keeps": "best", "order": "fewest"}
LAPS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 2), st.integers(0, 2), st.booleans()),
    max_size=40,
)


class TestEntries:
    def test_of_one_commit_are_its_last_facts(self) -> None:
        entry, *more = entries_of(
            Board(laps, columns=COLUMNS), commit("a", 1, lap(3, 9), lap(1, 9))
        )
        assert (entry.points, entry.columns, more) == (1, (1, 9), [])

    def test_of_one_commit_are_its_best(self) -> None:
        board = Board(laps, "best", columns=COLUMNS)
        entry, *more = entries_of(board, commit("a", 1, lap(3, 9), lap(3, 8), lap(1, 7)))
        assert (entry.points, entry.columns, more) == (3, (1, 8), [])

    def test_of_points_alone_have_zeros_in_the_columns(self) -> None:
        joined = ParticipantJoined(START, "b1", "a", "p", 1, 1)
        (entry,) = entries_of(Board(laps, columns=COLUMNS), commit("a", 1, joined))
        assert (entry.points, entry.columns) == (0, (0, 0))


class TestRebuild:
    @pytest.mark.parametrize(
        "wishes", [BEST_LAPS, {"keeps": "best", "ties": "later"}, {"order": "fewest"}]
    )
    @given(played=LAPS)
    def test_equals_the_board_that_was_recorded(
        self, wishes: dict[str, Any], played: list[tuple[str, int, int, bool]]
    ) -> None:
        world, positions = World(**wishes), dict.fromkeys("abc", 0)
        for seconds, (name, points, time, shot) in enumerate(played):
            positions[name] += 1
            fact = ArrowShot(START, "zed", True, 0) if shot else lap(points, time)
            world.add(name, positions[name], fact, seconds=seconds // 3)
        before = world.leaderboard.top(ROOM)
        world.leaderboard.flush()
        assert rebuild_board(world.log, world.leaderboard, world.board, ROOM) is not None
        assert world.leaderboard.top(ROOM) == before

    def test_of_the_best_finds_it_in_the_oldest_commit(self) -> None:
        world = World(**BEST_LAPS)
        for position in range(1, 40):
            world.add("ann", position, lap(position, 60))
        world.leaderboard.flush()
        rebuild_board(world.log, world.leaderboard, world.board, ROOM)
        assert world.leaderboard.top(ROOM) == [RankedEntry("ann", 1, 1, (1, 60))]


class TestShown:
    def test_a_snapshot_has_rows_with_columns(self) -> None:
        snapshot = board_snapshot(
            [RankedEntry("ann", 3, 1, (1, 60)), RankedEntry("bob", 2, 2, (0, 9))], 2
        )
        assert snapshot["rows"] == [["ann", 3, 1, 60], ["bob", 2, 0, 9]]
        assert convert(snapshot, BoardSnapshot).size == 2

    def test_a_delta_names_whose_columns_alone_changed(self) -> None:
        rows = [["ann", 3, 1, 60], ["bob", 2, 0, 9], ["cy", 1, 0, 9]]
        new = {"size": 3, "rows": [rows[0], ["bob", 2, 0, 8], rows[2]]}
        delta = difference({"size": 3, "rows": rows}, new)
        assert delta == {"size": 3, "changed": [[2, "bob", 2, 0, 8]], "removed": []}
        assert convert(delta, BoardDelta).changed == ((2, "bob", 2, 0, 8),)

    @given(
        boards=st.lists(
            st.dictionaries(
                st.sampled_from("abcdefgh"), st.tuples(st.integers(0, 2), st.integers(0, 2))
            ),
            min_size=2,
            max_size=2,
        )
    )
    def test_deltas_make_the_new_snapshot_of_the_old(
        self, boards: list[dict[str, tuple[int, int]]]
    ) -> None:
        old, new = ({"size": 9, "rows": [[n, *x] for n, x in each.items()]} for each in boards)
        delta = difference(old, new)
        assert delta is None or patched(old, delta) == new

    def test_an_own_place_has_columns_only_where_the_board_has(self) -> None:
        place = rank_snapshot(RankedEntry("ann", 3, 1, (1, 60)), 2)
        assert place == {"rank": 1, "points": 3, "size": 2, "columns": (1, 60)}
        assert decode(encode(place), type=OwnPlace).columns == (1, 60)
        assert rank_snapshot(RankedEntry("ann", 3, 1), 2) == {"rank": 1, "points": 3, "size": 2}


class TestAnswers:
    def app(self, **wishes: Any) -> MemoryApplication:
        app = MemoryApplication()
        app.games = Games(replace(CODE_BATTLE, board=Board(laps, **wishes)))
        return app

    def test_a_live_board_names_its_columns(self) -> None:
        app = self.app(columns=COLUMNS, order="fewest")
        app.leaderboard.record(
            ROOM, entries_of(Board(laps, columns=COLUMNS), commit("a", 1, lap(3, 9)))
        )
        claim = app.leaderboard.claim_rebuild(ROOM)
        assert claim is not None
        assert app.leaderboard.mark_complete(ROOM, claim)
        body = encode(read_board(app, ROOM, Top(5)))
        answer = BoardAnswer.model_validate_json(body)
        assert answer.columns == ["missed", "time"]
        assert answer.entries[0].columns == [1, 9]

    def test_a_stored_snapshot_has_columns_and_shared_ranks(self) -> None:
        app = self.app(columns=COLUMNS[:1], ties="shared")
        rows = [["ann", 3, 1], ["bob", 3, 0], ["cy", 2, 9]]
        app.views.put("board", ROOM, {"size": 3, "rows": rows, "at": START.isoformat()})
        snapshot = read_board(app, ROOM, Neighbours("bob", 1))
        assert snapshot.entries == (
            RankedEntry("ann", 3, 1, (1,)),
            RankedEntry("bob", 3, 1, (0,)),
            RankedEntry("cy", 2, 3, (9,)),
        )
        assert (snapshot.stale, snapshot.columns) == (True, ("missed",))

    def test_a_board_without_columns_says_nothing_of_them(self) -> None:
        app = self.app()
        app.views.put("board", ROOM, {"size": 1, "rows": [["ann", 3]], "at": START.isoformat()})
        assert b"columns" not in encode(read_board(app, ROOM, Top(5)))


class TestManifest:
    def test_refuses_two_columns_of_one_name(self) -> None:
        board = Board(laps, columns=(Column("time"), Column("time")))
        with pytest.raises(BadManifest, match="two columns of the board have the name 'time'"):
            Games(replace(CODE_BATTLE, board=board))

    def test_refuses_shared_ranks_with_columns_that_break_ties(self) -> None:
        board = Board(laps, columns=COLUMNS, ties="shared")
        with pytest.raises(BadManifest, match="no column can break a tie"):
            Games(replace(CODE_BATTLE, board=board))
