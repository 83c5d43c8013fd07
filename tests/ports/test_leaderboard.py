"""What every leaderboard promises, on the twin in memory, on Valkey, and on a Valkey cluster."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.application.boards.board import (
    MOST_POINTS,
    BoardFinal,
    PointsOutOfRange,
    operate,
)
from shared.application.boards.ports import (
    Entry,
    Excerpt,
    Leaderboard,
    Neighbours,
    Operator,
    RankedEntry,
    Top,
)
from shared.kernel.moments import milliseconds
from tests.ports.conftest import Store

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
OPERATORS: tuple[Operator, ...] = ("best", "set", "incr", "decr")


@pytest.fixture(scope="session")
def boards(store: Store) -> Leaderboard:
    return store.leaderboard


def new_board() -> str:
    return f"b-{uuid4().hex}"


def entry(member: str, points: int, ms: int = 0, position: int = 1) -> Entry:
    return Entry(member, points, T0 + timedelta(milliseconds=ms), position)


def ranked(*entries: Entry) -> list[RankedEntry]:
    ordered = sorted(entries, key=lambda e: (-e.points, milliseconds(e.at), e.member))
    return [RankedEntry(each.member, each.points, i) for i, each in enumerate(ordered, 1)]


def rebuilt(boards: Leaderboard, board: str) -> bool:
    claim = boards.claim_rebuild(board)
    return claim is not None and boards.mark_complete(board, claim)


class TestRecord:
    def test_orders_by_points(self, boards: Leaderboard) -> None:
        board = new_board()
        assert boards.record(board, [entry("ada", 3), entry("bob", 20), entry("cy", 0)]) == 3
        assert [each.member for each in boards.top(board)] == ["bob", "ada", "cy"]
        assert boards.size(board) == 3

    def test_gives_equal_points_to_the_earlier(self, boards: Leaderboard) -> None:
        board = new_board()
        boards.record(board, [entry("late", 5, 1), entry("early", 5, 0), entry("first", 5, -90000)])
        assert [each.member for each in boards.top(board)] == ["first", "early", "late"]

    def test_gives_equal_points_at_one_millisecond_to_the_first_name(
        self, boards: Leaderboard
    ) -> None:
        board, names = new_board(), ["Zoë", "ada", "zoe", "日本", "😀"]
        at = [T0 + timedelta(microseconds=7 * i) for i in range(len(names))]
        boards.record(board, [Entry(n, 5, t, 1) for n, t in zip(reversed(names), at, strict=True)])
        assert [each.member for each in boards.top(board)] == names

    def test_lets_the_later_position_win(self, boards: Leaderboard) -> None:
        board = new_board()
        assert boards.record(board, [entry("ada", 10, position=4)]) == 1
        assert boards.record(board, [entry("ada", 30, position=3)]) == 0
        assert boards.record(board, [entry("ada", 10, 99, position=4)]) == 0
        assert boards.record(board, [entry("ada", 9, position=5)]) == 1
        assert boards.top(board) == [RankedEntry("ada", 9, 1)]

    def test_takes_no_entries(self, boards: Leaderboard) -> None:
        assert boards.record(new_board(), []) == 0

    def test_refuses_points_out_of_range_and_changes_nothing(self, boards: Leaderboard) -> None:
        board = new_board()
        for points in (-1, MOST_POINTS + 1):
            with pytest.raises(PointsOutOfRange):
                boards.record(board, [entry("ada", 1), entry("bob", points)])
        assert boards.size(board) == 0

    def test_takes_more_entries_than_a_script_does(self, boards: Leaderboard) -> None:
        board, many = new_board(), [entry(f"p{i:04}", i) for i in range(1200)]
        assert boards.record(board, many) == 1200
        assert boards.top(board) == ranked(*many)[:100]

    @settings(max_examples=40)
    @given(
        entries=st.dictionaries(
            st.tuples(st.sampled_from("abcdef"), st.integers(1, 6)),
            st.tuples(st.integers(0, 3) | st.integers(0, MOST_POINTS), st.integers(-50, 50)),
            min_size=1,
        ),
        random=st.randoms(use_true_random=False),
    )
    def test_does_not_mind_repeats_and_reorders(
        self,
        boards: Leaderboard,
        entries: dict[tuple[str, int], tuple[int, int]],
        random: Random,
    ) -> None:
        written = [entry(m, points, ms, at) for (m, at), (points, ms) in entries.items()]
        delivered = written + random.choices(written, k=len(written))
        random.shuffle(delivered)
        board = new_board()
        cut = random.randint(0, len(delivered))
        boards.record(board, delivered[:cut])
        boards.record(board, delivered[cut:])
        newest = {e.member: e for e in sorted(written, key=lambda e: e.position)}
        assert boards.top(board) == ranked(*newest.values())

    @settings(max_examples=60)
    @given(
        places=st.lists(
            st.tuples(
                st.integers(0, MOST_POINTS) | st.sampled_from([0, 1, MOST_POINTS - 1, MOST_POINTS]),
                st.integers(-(2**31) + 2**30, 2**30),
            ),
            min_size=1,
            max_size=12,
        )
    )
    def test_is_exact_over_all_points_and_twelve_days_either_way(
        self, boards: Leaderboard, places: list[tuple[int, int]]
    ) -> None:
        board = new_board()
        entries = [entry(f"m{i}", points, ms) for i, (points, ms) in enumerate(places)]
        boards.record(board, [entry("first", 0, 0), *entries])
        assert boards.top(board) == ranked(entry("first", 0, 0), *entries)

    def test_ends_alike_however_threads_race(self, boards: Leaderboard) -> None:
        board = new_board()
        written = [entry(f"m{i % 20}", i, i, position=1 + i // 20) for i in range(400)]
        Random(7).shuffle(written)  # noqa: S311 - an order, not a secret
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda each: boards.record(board, [each]), written))
        assert boards.top(board) == ranked(*(e for e in written if e.position == 20))


class TestScore:
    def test_best_keeps_the_greater(self, boards: Leaderboard) -> None:
        board = new_board()
        assert boards.score(board, "ada", "best", 5, T0) == RankedEntry("ada", 5, 1)
        assert boards.score(board, "ada", "best", 3, T0).points == 5
        assert boards.score(board, "ada", "best", 8, T0).points == 8

    def test_set_incr_and_decr_return_the_entry(self, boards: Leaderboard) -> None:
        board = new_board()
        boards.score(board, "bob", "set", 10, T0)
        assert boards.score(board, "ada", "set", 7, T0) == RankedEntry("ada", 7, 2)
        assert boards.score(board, "ada", "incr", 5, T0) == RankedEntry("ada", 12, 1)
        assert boards.score(board, "ada", "decr", 4, T0) == RankedEntry("ada", 8, 2)

    def test_stays_between_nothing_and_the_most(self, boards: Leaderboard) -> None:
        board = new_board()
        boards.score(board, "ada", "incr", 3, T0)
        assert boards.score(board, "ada", "decr", 4, T0).points == 0
        boards.score(board, "ada", "set", MOST_POINTS, T0)
        assert boards.score(board, "ada", "incr", 1, T0).points == MOST_POINTS

    def test_refuses_a_value_out_of_range(self, boards: Leaderboard) -> None:
        board = new_board()
        for value in (-1, MOST_POINTS + 1):
            with pytest.raises(PointsOutOfRange):
                boards.score(board, "ada", "incr", value, T0)
        assert boards.size(board) == 0

    def test_keeps_the_time_of_points_that_did_not_change(self, boards: Leaderboard) -> None:
        board = new_board()
        boards.score(board, "ada", "set", 5, T0)
        boards.score(board, "bob", "set", 5, T0 + timedelta(seconds=1))
        assert boards.score(board, "ada", "best", 5, T0 + timedelta(seconds=2)).rank == 1

    @settings(max_examples=40)
    @given(
        steps=st.lists(
            st.tuples(
                st.sampled_from("ab"),
                st.sampled_from(OPERATORS),
                st.integers(0, 9) | st.integers(0, MOST_POINTS),
            ),
            min_size=1,
        )
    )
    def test_computes_as_the_operators_say(
        self, boards: Leaderboard, steps: list[tuple[str, Operator, int]]
    ) -> None:
        board, points = new_board(), {"a": 0, "b": 0}
        for member, operator, value in steps:
            points[member] = operate(operator, points[member], value)
            assert boards.score(board, member, operator, value, T0).points == points[member]


class TestReads:
    def test_top_is_a_hundred_at_most(self, boards: Leaderboard) -> None:
        board, many = new_board(), [entry(f"p{i:03}", i) for i in range(150)]
        boards.record(board, many)
        assert boards.top(board, 1000) == ranked(*many)[:100]
        assert boards.top(board, 3) == ranked(*many)[:3]
        assert boards.top(board, 0) == []

    def test_rank_counts_from_one(self, boards: Leaderboard) -> None:
        board = new_board()
        boards.record(board, [entry("ada", 3), entry("bob", 20)])
        assert boards.rank(board, "ada") == RankedEntry("ada", 3, 2)
        assert boards.rank(board, "nobody") is None

    @pytest.mark.parametrize("place", [1, 2, 5, 19, 20])
    def test_neighbours_stops_at_the_ends(self, boards: Leaderboard, place: int) -> None:
        board, many = new_board(), [entry(f"p{i:02}", i) for i in range(20)]
        boards.record(board, many)
        entries = ranked(*many)
        assert rebuilt(boards, board)
        found = boards.read(board, Neighbours(entries[place - 1].member, 3))
        assert found == Excerpt(tuple(entries[max(0, place - 4) : place + 3]), 20)

    def test_neighbours_is_empty_for_one_that_is_not_there(self, boards: Leaderboard) -> None:
        board = new_board()
        assert rebuilt(boards, board)
        assert boards.read(board, Neighbours("nobody")) == Excerpt((), 0)
        boards.record(board, [entry("ada", 1)])
        assert boards.read(board, Neighbours("nobody", 100)) == Excerpt((), 1)
        assert boards.read(board, Neighbours("ada", 0)) == Excerpt((RankedEntry("ada", 1, 1),), 1)

    @pytest.mark.parametrize("count", [-1, 0, 1, 100, 1000])
    def test_reads_the_top_of_a_complete_board(self, boards: Leaderboard, count: int) -> None:
        board, many = new_board(), [entry(f"p{i:03}", i) for i in range(150)]
        boards.record(board, many)
        assert boards.read(board, Top(count)) is None
        assert rebuilt(boards, board)
        shown = tuple(ranked(*many)[: max(0, min(count, 100))])
        assert boards.read(board, Top(count)) == Excerpt(shown, 150)

    def test_an_unknown_board_is_empty(self, boards: Leaderboard) -> None:
        board = new_board()
        assert (boards.top(board), boards.size(board), boards.complete(board)) == ([], 0, False)


class TestRebuild:
    def test_is_claimed_by_one(self, boards: Leaderboard) -> None:
        board = new_board()
        with ThreadPoolExecutor(8) as pool:
            claims = list(pool.map(lambda _: boards.claim_rebuild(board), range(50)))
        assert sum(claim is not None for claim in claims) == 1

    def test_makes_a_board_complete(self, boards: Leaderboard) -> None:
        board = new_board()
        boards.record(board, [entry("ada", 1)])
        assert not boards.complete(board)
        assert rebuilt(boards, board)
        boards.record(board, [entry("bob", 1)])
        assert boards.complete(board)
        assert boards.claim_rebuild(board) is None

    def test_makes_an_empty_board_complete(self, boards: Leaderboard) -> None:
        board = new_board()
        assert rebuilt(boards, board)
        assert boards.complete(board)
        boards.record(board, [entry("ada", 1)])
        assert boards.complete(board)

    def test_does_not_complete_what_was_lost_meanwhile(self, store: Store) -> None:
        boards, board = store.leaderboard, new_board()
        boards.record(board, [entry("ada", 1)])
        claim = boards.claim_rebuild(board)
        assert claim is not None
        assert boards.extend_rebuild(board, claim, "p1")
        store.flush()
        boards.record(board, [entry("bob", 1)])
        assert not boards.extend_rebuild(board, claim, "p2")
        assert not boards.mark_complete(board, claim)
        assert not boards.complete(board)
        again = boards.claim_rebuild(board)
        assert again is not None
        assert again.after == ""

    def test_starts_anew_after_a_flush(self, store: Store) -> None:
        boards, board = store.leaderboard, new_board()
        boards.record(board, [entry("ada", 1)])
        assert rebuilt(boards, board)
        store.flush()
        assert not boards.complete(board)
        assert rebuilt(boards, board)


class TestSeason:
    def test_is_a_frozen_copy(self, boards: Leaderboard) -> None:
        board = new_board()
        boards.record(board, [entry("ada", 3), entry("bob", 2)])
        assert rebuilt(boards, board)
        boards.finalise(board, "s1")
        boards.record(board, [entry("bob", 9, position=2)])
        boards.finalise(board, "s2")
        boards.finalise(board, "s1")
        assert [each.member for each in boards.top(f"{board}@s1")] == ["ada", "bob"]
        assert [each.member for each in boards.top(f"{board}@s2")] == ["bob", "ada"]
        assert boards.rank(f"{board}@s1", "bob") == RankedEntry("bob", 2, 2)
        assert boards.complete(f"{board}@s1")
        assert boards.size(f"{board}@s1") == 2

    def test_is_not_made_by_a_look_at_it(self, boards: Leaderboard) -> None:
        board = new_board()
        final = f"{board}@s1"
        assert (boards.top(final), boards.rank(final, "ada")) == ([], None)
        assert not boards.complete(final)
        boards.finalise(board, "s1")
        boards.record(board, [entry("ada", 3)])
        boards.finalise(board, "s1")
        assert boards.top(final) == [RankedEntry("ada", 3, 1)]

    def test_of_an_empty_board_stays_empty(self, boards: Leaderboard) -> None:
        board = new_board()
        assert rebuilt(boards, board)
        boards.finalise(board, "s1")
        boards.record(board, [entry("ada", 3)])
        boards.finalise(board, "s1")
        assert boards.top(f"{board}@s1") == []
        assert boards.complete(f"{board}@s1")

    def test_is_not_written(self, boards: Leaderboard) -> None:
        board = new_board()
        boards.record(board, [entry("ada", 3)])
        boards.finalise(board, "s1")
        with pytest.raises(BoardFinal):
            boards.record(f"{board}@s1", [entry("ada", 4, position=2)])
        with pytest.raises(BoardFinal):
            boards.score(f"{board}@s1", "ada", "incr", 1, T0)
        with pytest.raises(BoardFinal):
            boards.claim_rebuild(f"{board}@s1")
        assert boards.rank(f"{board}@s1", "ada") == RankedEntry("ada", 3, 1)
