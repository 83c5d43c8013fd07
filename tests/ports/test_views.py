"""One suite for every store of views."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from shared.adapters.dynamodb.rows import Rows
from shared.adapters.dynamodb.views import DynamoDbViews
from shared.adapters.memory.views import InMemoryViews
from shared.application.ports import Listed, Views


@pytest.fixture
def views(rows: Rows | None) -> Views:
    return InMemoryViews() if rows is None else DynamoDbViews(rows)


class TestPut:
    @pytest.mark.parametrize("view", [{"ü": [1, None, "\u0000"]}, [], "", 0, None, False])
    def test_gives_back_the_view(self, views: Views, view: object) -> None:
        views.put("board", "b1", view)
        assert views.get("board", "b1") == view

    def test_keeps_the_snapshot_of_the_later_position(self, views: Views) -> None:
        views.put("board", "b1", "second", 2)
        views.put("board", "b1", "first", 1)
        assert views.get("board", "b1") == "second"
        views.put("board", "b1", "second, again", 2)
        assert views.get("board", "b1") == "second, again"
        views.put("board", "b1", "tenth", 10)
        assert views.get("board", "b1") == "tenth"

    def test_ends_at_the_latest_however_threads_race(self, views: Views) -> None:
        positions = list(range(1, 31))
        Random(3).shuffle(positions)  # noqa: S311 - an order, not a secret
        with ThreadPoolExecutor(10) as pool:
            list(pool.map(lambda each: views.put("board", "b1", each, each), positions))
        assert views.get("board", "b1") == 30


class TestPutOnce:
    def test_stores_what_is_later_and_says_so(self, views: Views) -> None:
        assert views.put("letter", "l1", "first", 2, Listed("some", "1"), once=True)
        assert list(views.listed("some")) == ["first"]
        for position in (1, 2):
            assert not views.put("letter", "l1", "other", position, once=True)
        assert views.get("letter", "l1") == "first"
        assert views.put("letter", "l1", "second", 3, once=True)
        assert list(views.listed("some")) == []

    def test_of_many_at_once_is_one(self, views: Views) -> None:
        views.put("letter", "l1", "waits", 0)
        with ThreadPoolExecutor(10) as pool:
            done = list(pool.map(lambda n: views.put("letter", "l1", n, 2, once=True), range(20)))
        assert done.count(True) == 1
        assert views.get("letter", "l1") == done.index(True)


class TestGet:
    def test_of_what_was_never_stored_is_none(self, views: Views) -> None:
        views.put("board", "b1", {})
        assert views.get("board", "b2") is None
        assert views.get("battle", "b1") is None


class TestListed:
    def put(self, views: Views, battle: str, group: str, order: str, position: int = 0) -> None:
        views.put("battle", battle, battle, position, Listed(group, order))

    def test_is_in_order_within_the_bounds(self, views: Views) -> None:
        for order in ("3", "1", "2", "4"):
            self.put(views, f"b{order}", "soon", order)
        self.put(views, "other", "late", "2")
        views.put("board", "b1", "not listed")
        assert list(views.listed("soon")) == ["b1", "b2", "b3", "b4"]
        assert list(views.listed("soon", newest=True)) == ["b4", "b3", "b2", "b1"]
        assert list(views.listed("soon", "2", "4")) == ["b2", "b3"]
        assert list(views.listed("soon", "2", "4", newest=True)) == ["b3", "b2"]
        assert list(views.listed("nothing")) == []

    def test_has_a_snapshot_where_it_was_put_last(self, views: Views) -> None:
        self.put(views, "b1", "soon", "1", position=1)
        self.put(views, "b1", "late", "2", position=2)
        self.put(views, "b1", "soon", "1", position=1)
        assert list(views.listed("soon")) == []
        assert list(views.listed("late")) == ["b1"]

    def test_is_read_to_its_end_however_long(self, views: Views) -> None:
        for number in range(205):
            self.put(views, f"b{number}", "soon", f"{number:03}")
        assert len(list(views.listed("soon"))) == 205
