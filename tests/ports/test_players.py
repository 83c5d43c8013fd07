"""One suite for every store of players."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from shared.adapters.dynamodb.models import Place
from shared.adapters.dynamodb.players import DynamoDbPlayers
from shared.adapters.memory.entry import InMemoryPlayers
from shared.application.entry_ports import NameTaken, Player, Players, Refresh
from tests.ports.entry_stores import new_place
from tests.ports.hesitant import LEFT_OUT, hesitant

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SUBJECT = "https://id.example|42"
OTHER = "https://id.example|43"
REFRESH = Refresh("h1", "f1", "p1", NOON + timedelta(days=30))
THREADS = 10


@pytest.fixture
def players(place: Place | None) -> Players:
    return InMemoryPlayers() if place is None else DynamoDbPlayers(place)


def player(name: str, subject: str = "") -> Player:
    return Player(uuid4().hex, name, NOON, subject)


def created(players: Players, player: Player) -> bool:
    try:
        players.create(player)
    except NameTaken:
        return False
    return True


class TestCreate:
    def test_gives_back_the_account(self, players: Players) -> None:
        ann = player("änn", SUBJECT)
        players.create(ann)
        assert players.get(ann.player_id) == ann
        assert players.get("nobody") is None

    def test_finds_the_accounts_of_names(self, players: Players) -> None:
        ann, bob = player("änn"), player("bob")
        for each in (ann, bob):
            players.create(each)
        asked = ["bob", "ann", "änn", ann.player_id, "bob", ""]
        assert players.ids_of(asked) == {"änn": ann.player_id, "bob": bob.player_id}
        assert players.ids_of(["bob", "bob"]) == {"bob": bob.player_id}
        assert players.ids_of([]) == {}

    def test_finds_more_accounts_than_a_request_may_name(self, players: Players) -> None:
        crowd = [player(f"p{number}") for number in range(250)]
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(players.create, crowd))
        ids = {each.username: each.player_id for each in crowd}
        assert players.ids_of([*ids, "nobody"]) == ids

    def test_finds_those_whom_a_throttled_table_leaves_out(self, ministack_url: str) -> None:
        place = new_place(ministack_url)
        crowd = [player(f"p{number}") for number in range(10)]
        for each in crowd:
            DynamoDbPlayers(place).create(each)
        ids = {each.username: each.player_id for each in crowd}
        with hesitant(ministack_url) as address:
            assert DynamoDbPlayers(replace(place, host=address)).ids_of(ids) == ids
        assert LEFT_OUT == [5, 2, 1, 0]

    def test_gives_a_name_to_one_of_many_at_once(self, players: Players) -> None:
        crowd = [player("ann") for _ in range(THREADS)]
        with ThreadPoolExecutor(THREADS) as pool:
            won = list(pool.map(lambda each: created(players, each), crowd))
        assert won.count(True) == 1
        kept = [each for each in crowd if players.get(each.player_id) is not None]
        assert kept == [crowd[won.index(True)]]

    def test_leaves_nothing_of_an_account_whose_name_is_taken(self, players: Players) -> None:
        players.create(player("ann", SUBJECT))
        late = player("ann", OTHER)
        assert not created(players, late)
        assert players.get(late.player_id) is None
        assert players.by_subject(OTHER) is None

    def test_lets_names_that_differ_live_side_by_side(self, players: Players) -> None:
        assert created(players, player("ann"))
        assert created(players, player("Ann"))


class TestGuests:
    def test_are_those_without_a_subject(self, players: Players) -> None:
        ann, bob = player("ann"), player("bob", SUBJECT)
        for each in (ann, bob):
            players.create(each)
        asked = [ann.player_id, bob.player_id, ann.player_id, "nobody"]
        assert players.guests(asked) == {ann.player_id}
        assert players.guests([ann.player_id, ann.player_id]) == {ann.player_id}
        assert players.guests([]) == set()


class TestSubject:
    def test_finds_the_account(self, players: Players) -> None:
        ann = player("ann", SUBJECT)
        players.create(ann)
        assert players.by_subject(SUBJECT) == ann
        assert players.by_subject(OTHER) is None

    def test_has_one_account(self, players: Players) -> None:
        players.create(player("ann", SUBJECT))
        assert not created(players, player("bob", SUBJECT))
        assert created(players, player("bob"))

    def test_of_guests_is_nobody(self, players: Players) -> None:
        players.create(player("ann"))
        players.create(player("bob"))
        assert players.by_subject("") is None


class TestRefresh:
    def test_is_used_first_by_one_of_many_at_once(self, players: Players) -> None:
        players.keep_refresh(REFRESH)
        with ThreadPoolExecutor(THREADS) as pool:
            uses = list(pool.map(lambda _: players.use_refresh("h1"), range(THREADS)))
        assert sorted(uses, key=str) == sorted(
            [(REFRESH, True), *[(REFRESH, False)] * (THREADS - 1)], key=str
        )

    def test_that_nobody_knows_is_none(self, players: Players) -> None:
        assert players.use_refresh("h1") is None

    def test_is_refused_with_its_family_alone(self, players: Players) -> None:
        assert not players.family_revoked("f1")
        players.revoke_family("f1")
        players.revoke_family("f1")
        assert players.family_revoked("f1")
        assert not players.family_revoked("f2")
