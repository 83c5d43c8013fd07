"""Boards as games wish for them, on the twin in memory, on Valkey, and on a Valkey cluster."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.application.boards.board import MOST_COLUMN, MOST_POINTS, PointsOutOfRange
from shared.application.boards.histogram import Histogram
from shared.application.boards.ports import (
    Entry,
    Excerpt,
    Leaderboard,
    Neighbours,
    RankedEntry,
    Top,
)
from tests.ports.board_kinds import KINDS, expected, kind_of, new_board
from tests.ports.conftest import Store

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def boards(store: Store) -> Leaderboard:
    return store.leaderboard


def entry(member: str, points: int, *columns: int, ms: int = 0, position: int = 1) -> Entry:
    return Entry(member, points, T0 + timedelta(milliseconds=ms), position, columns)


def complete(boards: Leaderboard, board: str) -> None:
    claim = boards.claim_rebuild(board)
    assert claim is not None
    assert boards.mark_complete(board, claim)


COLUMN = st.integers(0, 2) | st.sampled_from([MOST_COLUMN - 1, MOST_COLUMN])
WRITTEN = st.dictionaries(
    st.tuples(st.sampled_from("abcdef"), st.integers(1, 6)),
    st.tuples(
        st.integers(0, 2) | st.integers(0, MOST_POINTS),
        st.integers(-2, 2),
        st.tuples(COLUMN, COLUMN, COLUMN),
    ),
    min_size=1,
)


class TestEveryKind:
    @pytest.mark.parametrize("kind", KINDS)
    @settings(max_examples=40)
    @given(entries=WRITTEN, random=st.randoms(use_true_random=False))
    def test_keeps_what_it_says_whatever_repeats_and_reorders(
        self,
        boards: Leaderboard,
        kind: str,
        entries: dict[tuple[str, int], tuple[int, int, tuple[int, ...]]],
        random: Random,
    ) -> None:
        board = new_board(kind)
        width = len(kind_of(board).columns)
        written = [
            entry(member, points, *columns[:width], ms=ms, position=position)
            for (member, position), (points, ms, columns) in entries.items()
        ]
        delivered = written + random.choices(written, k=len(written))
        random.shuffle(delivered)
        cut = random.randint(0, len(delivered))
        boards.record(board, delivered[:cut])
        boards.record(board, delivered[cut:])
        self.check(boards, board, expected(kind, written))

    def check(self, boards: Leaderboard, board: str, entries: list[RankedEntry]) -> None:
        """Every way to read a board tells the same."""
        size = len(entries)
        assert boards.top(board) == entries
        members = [each.member for each in entries]
        assert boards.ranks(board, ["nobody", *members]) == entries
        complete(boards, board)
        assert boards.read(board, Top(2)) == Excerpt(tuple(entries[:2]), size)
        for place, member in enumerate(members):
            near = tuple(entries[max(0, place - 1) : place + 2])
            assert boards.read(board, Neighbours(member, 1)) == Excerpt(near, size)
        standing, kind = boards.standing(board), kind_of(board)
        assert (standing is not None) == (kind.ties == "shared")
        if standing is not None:
            histogram = Histogram(standing.counts, kind.order)
            assert histogram.size == size
            assert [histogram.rank(each.points) for each in entries] == [e.rank for e in entries]

    @pytest.mark.parametrize("kind", KINDS)
    def test_is_final_with_all_that_it_shows(self, boards: Leaderboard, kind: str) -> None:
        board = new_board(kind)
        columns = (7, 8, 9)[: len(kind_of(board).columns)]
        boards.record(board, [entry("ada", 3, *columns), entry("bob", 3, *columns, ms=1)])
        boards.finalise(board, "s1")
        before = boards.top(board)
        boards.record(board, [entry("cy", 3, *columns, ms=2)])
        assert boards.top(f"{board}@s1") == before

    @pytest.mark.parametrize("kind", KINDS)
    def test_refuses_what_it_has_no_room_for(self, boards: Leaderboard, kind: str) -> None:
        board = new_board(kind)
        width = len(kind_of(board).columns)
        wrong = [entry("bob", 1, *[0] * (width + 1)), entry("bob", MOST_POINTS + 1, *[0] * width)]
        if width:
            wrong += [entry("bob", 1, *[each] * width) for each in (-1, MOST_COLUMN + 1)]
        for each in wrong:
            with pytest.raises(PointsOutOfRange):
                boards.record(board, [entry("ada", 1, *[0] * width), each])
        assert boards.size(board) == 0


class TestBest:
    def test_is_never_taken_back(self, boards: Leaderboard) -> None:
        board = new_board("best")
        assert boards.record(board, [entry("ada", 9)]) == 1
        assert boards.record(board, [entry("ada", 5, position=2)]) == 0
        assert boards.record(board, [entry("ada", 10, position=3)]) == 1
        assert boards.top(board) == [RankedEntry("ada", 10, 1)]

    def test_of_a_race_is_the_least(self, boards: Leaderboard) -> None:
        board = new_board("race")
        boards.record(board, [entry("ada", 61), entry("bob", 60), entry("ada", 59, position=2)])
        assert boards.top(board) == [RankedEntry("ada", 59, 1), RankedEntry("bob", 60, 2)]


class TestSharedRank:
    def test_is_that_of_the_first_of_equals_wherever_it_is_read(self, boards: Leaderboard) -> None:
        board = new_board("shared")
        boards.record(board, [entry(f"p{i:03}", 9 - i // 150) for i in range(300)])
        complete(boards, board)
        assert {each.rank for each in boards.top(board)} == {1}
        assert boards.rank(board, "p149") == RankedEntry("p149", 9, 1)
        assert boards.rank(board, "p200") == RankedEntry("p200", 8, 151)
        found = boards.read(board, Neighbours("p151", 2))
        assert found is not None
        assert [each.rank for each in found.entries] == [1, 151, 151, 151, 151]


class TestStanding:
    def test_tells_who_has_changed_since_the_last_look(self, boards: Leaderboard) -> None:
        board = new_board("golf")
        boards.record(board, [entry("ada", 3, 7), entry("bob", 4, 8)])
        assert boards.standing(board) is None  # not complete
        complete(boards, board)
        first = boards.standing(board)
        assert first is not None
        assert (first.counts, first.changed) == ({3: 1, 4: 1}, None)
        boards.record(board, [entry("ada", 0, 1, position=2), entry("cy", 4, 2)])
        boards.score(board, "dan", "set", 0, T0)
        second = boards.standing(board, first.mark)
        assert second is not None
        assert second.counts == {0: 2, 4: 2}
        assert second.changed == {"ada": (0, (1,)), "cy": (4, (2,)), "dan": (0, (0,))}
        third = boards.standing(board, second.mark)
        assert third is not None
        assert third.changed == {}
        other = boards.standing(board, "1-1")
        assert other is not None
        assert other.changed is None

    def test_gives_points_that_nobody_has_a_rank_too(self) -> None:
        most, fewest = Histogram({5: 2, 9: 1}, "most"), Histogram({5: 2, 9: 1}, "fewest")
        assert [most.rank(points) for points in (10, 9, 7, 5, 0)] == [1, 1, 2, 2, 4]
        assert [fewest.rank(points) for points in (0, 5, 7, 9, 10)] == [1, 1, 3, 3, 4]


class TestScore:
    def test_best_of_the_fewest_keeps_the_less(self, boards: Leaderboard) -> None:
        board = new_board("race")
        assert boards.score(board, "ada", "best", 5, T0) == RankedEntry("ada", 5, 1)
        assert boards.score(board, "ada", "best", 8, T0).points == 5
        assert boards.score(board, "ada", "best", 3, T0).points == 3
        assert boards.score(board, "bob", "incr", 2, T0) == RankedEntry("bob", 2, 1)
        assert boards.score(board, "bob", "decr", 1, T0) == RankedEntry("bob", 1, 1)

    def test_tells_the_shared_rank(self, boards: Leaderboard) -> None:
        board = new_board("shared")
        boards.score(board, "ada", "set", 5, T0)
        assert boards.score(board, "bob", "set", 5, T0 + timedelta(seconds=1)).rank == 1

    def test_clears_the_columns_of_points_that_it_changes(self, boards: Leaderboard) -> None:
        board = new_board("columns")
        boards.record(board, [entry("ada", 3, 1, 2, 3)])
        assert boards.score(board, "ada", "best", 2, T0) == RankedEntry("ada", 3, 1, (1, 2, 3))
        assert boards.score(board, "ada", "incr", 2, T0) == RankedEntry("ada", 5, 1, (0, 0, 0))
