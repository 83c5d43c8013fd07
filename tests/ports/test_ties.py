"""Equal points go to the earlier, however early somebody joined, written in whatever order."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

from shared.application.boards.ports import Entry
from tests.ports.conftest import Store
from tests.ports.test_leaderboard import T0, new_board

MONTH = timedelta(days=30)


def places(store: Store, *entries: Entry) -> set[tuple[str, ...]]:
    """The orders that a board comes to, written in all of them."""
    found = set()
    for written in permutations(entries):
        board = new_board()
        for each in written:
            store.leaderboard.record(board, [each])
        found.add(tuple(each.member for each in store.leaderboard.top(board)))
    return found


def test_points_are_told_apart_by_milliseconds_a_month_after_somebody_joined(store: Store) -> None:
    zed = Entry("zed", 0, T0, 1)
    mia = Entry("mia", 9, T0 + MONTH, 2)
    abe = Entry("abe", 9, T0 + MONTH + timedelta(milliseconds=1), 2)
    assert places(store, zed, mia, abe) == {("mia", "abe", "zed")}


def test_are_told_apart_by_milliseconds_however_long_a_game_lasts(store: Store) -> None:
    first = Entry("zed", 9, T0, 1)
    for later in (25, 50, 400, 2_000_000):
        mia = Entry("mia", 9, T0 + timedelta(days=later), 2)
        abe = Entry("abe", 9, T0 + timedelta(days=later, milliseconds=1), 2)
        assert places(store, first, mia, abe) == {("zed", "mia", "abe")}


def test_without_points_are_told_apart_by_milliseconds(store: Store) -> None:
    times = {"d": 0, "b": 1000, "a": 1999, "c": MONTH // timedelta(milliseconds=1)}
    joined = [Entry(name, 0, T0 + timedelta(milliseconds=ms), 1) for name, ms in times.items()]
    assert places(store, *joined) == {("d", "b", "a", "c")}
