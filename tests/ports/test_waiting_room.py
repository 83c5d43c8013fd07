"""What every store of those who wait promises."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from shared.application.matchmaking.ports import WaitingRoom
from tests.ports.conftest import Store


@pytest.fixture(scope="session")
def room(store: Store) -> WaitingRoom:
    return store.waiting_room


@pytest.fixture
def game() -> str:
    return f"g{uuid4().hex}"


class TestWaitingRoom:
    def test_has_nothing_of_a_game_that_nobody_waits_for(
        self, room: WaitingRoom, game: str
    ) -> None:
        assert room.read(game) == {}
        assert room.get(game, ("a",)) == [None]
        assert room.get(game, ()) == []

    def test_returns_what_was_put(self, room: WaitingRoom, game: str) -> None:
        assert room.change(game, put={"a": b"1", "b": b"\x00\xff"})
        assert room.read(game) == {"a": b"1", "b": b"\x00\xff"}
        assert room.get(game, ("b", "c", "a")) == [b"\x00\xff", None, b"1"]

    def test_changes_all_or_nothing(self, room: WaitingRoom, game: str) -> None:
        room.change(game, put={"a": b"1", "b": b"2"})
        for needs in ({"a": b"1", "c": b"3"}, {"a": b"1", "b": b"1"}):
            assert not room.change(game, needs=needs, drop=("a",), put={"d": b"4"})
        assert room.read(game) == {"a": b"1", "b": b"2"}
        needs = {"a": b"1", "b": b"2"}
        assert room.change(game, needs=needs, drop=("a", "x"), put={"d": b"4"})
        assert room.read(game) == {"b": b"2", "d": b"4"}

    def test_notes_once_what_must_not_be_there(self, room: WaitingRoom, game: str) -> None:
        note = {"a": b""}
        assert room.change(game, needs=note, put={"a": b"1"})
        assert not room.change(game, needs=note, put={"a": b"2"})
        assert room.read(game) == {"a": b"1"}

    def test_lets_one_of_many_take_what_is_there(self, room: WaitingRoom, game: str) -> None:
        both = {"a": b"1", "b": b"2"}
        room.change(game, put=both)
        with ThreadPoolExecutor(8) as pool:
            taken = pool.map(lambda _: room.change(game, needs=both, drop=("a", "b")), range(40))
        assert sum(taken) == 1

    def test_is_empty_after_a_flush(self, room: WaitingRoom, game: str, store: Store) -> None:
        room.change(game, put={"a": b"1"})
        store.flush()
        assert room.read(game) == {}
