"""What every store of overviews promises, and what Valkey's does with bytes that are no rows."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from itertools import permutations
from math import exp
from uuid import uuid4

import pytest
from msgspec import msgpack

from shared.adapters.valkey.breaker import Breaker
from shared.adapters.valkey.client import Client, connect
from shared.adapters.valkey.overview import BATCH, ValkeyOverview
from shared.application.lifecycle.overview import Head, Lead, Overview, Pace, Row
from tests.ports.conftest import Store

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LEAD = Lead(2, "ann", 7, (1, 3))


@pytest.fixture
def overview(store: Store) -> Overview:
    return store.overview


@pytest.fixture
def game() -> str:
    return f"g{uuid4().hex}"


def head(room: str, position: int = 1, title: str = "A hunt") -> Head:
    return Head(room, position, title, NOON, NOON + timedelta(hours=1))


def pace(room: str, at: int, rate: float = 1.0, lead: Lead | None = None) -> Pace:
    return Pace(room, at, at + 5, rate, lead)


class TestOverview:
    def test_has_nothing_of_a_game_of_which_nothing_was_put(
        self, overview: Overview, game: str
    ) -> None:
        found = overview.read(game)
        assert (found.rows, found.whole) == ({}, False)
        assert overview.one(game, "r") is None

    def test_begins_rows_with_their_heads(self, overview: Overview, game: str) -> None:
        overview.put(game, [head("r"), head("s", title="Zoë's \x00 hunt")])
        row = Row(1, "A hunt", NOON, NOON + timedelta(hours=1))
        found = overview.read(game)
        assert found.rows["r"] == overview.one(game, "r") == row
        assert found.rows["s"].title == "Zoë's \x00 hunt"
        assert not found.whole

    def test_is_whole_once_somebody_has_put_all_there_is(
        self, overview: Overview, game: str, store: Store
    ) -> None:
        overview.put(game, [], whole=True)
        overview.put(game, [head("r")])
        assert overview.read(game).whole
        store.flush()
        overview.put(game, [head("r")])
        assert not overview.read(game).whole

    def test_keeps_the_latest_head_and_how_the_room_goes(
        self, overview: Overview, game: str
    ) -> None:
        overview.put(game, [head("r", 2, "second")])
        overview.note(game, [pace("r", 1000, lead=LEAD)])
        for position, title in ((1, "first"), (2, "other")):
            overview.put(game, [head("r", position, title)])
            assert overview.read(game).rows["r"].title == "second"
        overview.put(game, [head("r", 3, "third")])
        row = overview.read(game).rows["r"]
        assert (row.position, row.title, row.newest, row.lead) == (3, "third", 1000, LEAD)

    def test_adds_up_rates_in_any_order(self, overview: Overview, game: str) -> None:
        paces = [pace("r", 1000, 1.0), pace("r", 11_000, 2.0), pace("r", 6000, 4.0)]
        for order in permutations(paces):
            overview.drop(game, ["r"])
            overview.put(game, [head("r")])
            for each in order:
                overview.note(game, [each])
            row = overview.read(game).rows["r"]
            assert (row.newest, row.seen) == (11_000, 11_005)
            assert row.rate == pytest.approx(exp(-1) + 2 + 4 * exp(-0.5))

    def test_keeps_the_lead_where_no_points_changed(self, overview: Overview, game: str) -> None:
        overview.put(game, [head("r")])
        overview.note(game, [pace("r", 1000, lead=LEAD), pace("r", 2000)])
        assert overview.read(game).rows["r"].lead == LEAD
        overview.note(game, [pace("r", 3000, lead=Lead())])
        assert overview.read(game).rows["r"].lead == Lead()

    def test_begins_no_row_of_a_room_that_is_over(self, overview: Overview, game: str) -> None:
        overview.put(game, [head("r"), head("s")])
        overview.drop(game, ["r", "t"])
        overview.note(game, [pace("r", 1000), pace("s", 1000)])
        assert [(room, row.newest) for room, row in overview.read(game).rows.items()] == [
            ("s", 1000)
        ]

    def test_has_many_rows(self, overview: Overview, game: str) -> None:
        rooms = [f"r{number}" for number in range(BATCH + 1)]
        overview.put(game, [head(each) for each in rooms])
        overview.note(game, [pace(each, 1000) for each in rooms])
        rows = overview.read(game).rows
        assert rows.keys() == set(rooms)
        assert {each.newest for each in rows.values()} == {1000}

    def test_knows_when_each_slot_last_had_an_owner(self, overview: Overview) -> None:
        overview.beat([1, 2], 1000)
        overview.beat([], 1500)
        overview.beat([2, 255], 2000)
        assert {1: 1000, 2: 2000, 255: 2000}.items() <= overview.beats().items()


@pytest.fixture
def raw(valkey_url: str) -> Client:
    return connect(valkey_url, timeout=2.0)


@pytest.fixture
def of_valkey(raw: Client) -> ValkeyOverview:
    return ValkeyOverview(raw, Breaker(time.monotonic))


def written(*values: object) -> bytes:
    return msgpack.encode(values)


TIMES = (NOON.isoformat(), NOON.isoformat())
BROKEN = {
    "nothing": b"",
    "no msgpack": b"\xc1\xff\x00",
    "a number": written()[:0] + msgpack.encode(7),
    "a map": msgpack.encode({"1": 2}),
    "cut off": written(1, "t", *TIMES)[:-3],
    "other types": written("x", 2, 3, 4, "a", "b", "c", "d"),
    "a rate below zero": written(1, "t", *TIMES, 0, 0, -1.5, [0, "", 0, []]),
    "a rate without end": written(1, "t", *TIMES, 0, 0, float("inf"), [0, "", 0, []]),
    "no time": written(1, "t", "noon", "later"),
    "an older form": written("A hunt", 1_700_000_000, 5),
}


class TestBrokenRow:
    @pytest.mark.parametrize("value", BROKEN.values(), ids=BROKEN)
    def test_is_taken_away_and_the_rest_is_read(
        self, of_valkey: ValkeyOverview, raw: Client, game: str, value: bytes
    ) -> None:
        of_valkey.put(game, [head("r"), head("s")], whole=True)
        raw.execute_command("HSET", f"overview:1:{game}", "r", value)
        of_valkey.note(game, [pace("r", 1000), pace("s", 1000)])
        assert of_valkey.one(game, "r") is None
        found = of_valkey.read(game)
        assert {room: row.newest for room, row in found.rows.items()} == {"s": 1000}
        assert not found.whole
        of_valkey.put(game, [head("r"), head("s")], whole=True)
        found = of_valkey.read(game)
        assert found.rows.keys() == {"r", "s"}
        assert found.whole

    def test_is_replaced_by_the_head_of_a_room(
        self, of_valkey: ValkeyOverview, raw: Client, game: str
    ) -> None:
        raw.execute_command("HSET", f"overview:1:{game}", "r", b"\xc1")
        of_valkey.put(game, [head("r")])
        assert of_valkey.one(game, "r") is not None

    def test_has_a_name_that_is_no_text(
        self, of_valkey: ValkeyOverview, raw: Client, game: str
    ) -> None:
        of_valkey.put(game, [head("r")], whole=True)
        raw.execute_command("HSET", f"overview:1:{game}", b"\xff\xfe", written(1, "t", *TIMES))
        assert of_valkey.read(game).rows.keys() == {"r"}
        assert of_valkey.read(game).rows.keys() == {"r"}

    def test_of_a_newer_release_is_read_as_far_as_it_is_known(
        self, of_valkey: ValkeyOverview, raw: Client, game: str
    ) -> None:
        more = written(1, "t", *TIMES, 5, 6, 0.5, [1, "ann", 2, [], "more"], "and more")
        raw.execute_command("HSET", f"overview:1:{game}", "r", more)
        row = of_valkey.one(game, "r")
        assert row is not None
        assert (row.rate, row.lead) == (0.5, Lead(1, "ann", 2))
