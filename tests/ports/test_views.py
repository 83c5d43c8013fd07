"""One suite for every store of views."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from shared.adapters.dynamodb.models import Place, bind
from shared.adapters.dynamodb.views import DynamoDbViews
from shared.adapters.memory.views import InMemoryViews
from shared.application.ports import Views


@pytest.fixture
def views(place: Place | None) -> Views:
    return InMemoryViews() if place is None else DynamoDbViews(bind(place))


class TestPut:
    @pytest.mark.parametrize("picture", [{"ü": [1, None, "\u0000"]}, [], "", 0, None, False])
    def test_gives_back_the_picture(self, views: Views, picture: object) -> None:
        views.put("board", "b1", picture)
        assert views.get("board", "b1") == picture

    def test_keeps_the_picture_of_the_later_position(self, views: Views) -> None:
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


class TestGet:
    def test_of_what_was_never_stored_is_none(self, views: Views) -> None:
        views.put("board", "b1", {})
        assert views.get("board", "b2") is None
        assert views.get("battles", "b1") is None


class TestList:
    def test_is_newest_first(self, views: Views) -> None:
        for day in (3, 1, 2):
            views.put("battles", f"2026-01-0{day}#b{day}", day)
        views.put("board", "2027", "another kind")
        assert list(views.list("battles")) == [3, 2, 1]
        assert list(views.list("battles", newest=2)) == [3, 2]
        assert list(views.list("nothing")) == []
