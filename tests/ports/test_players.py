"""One suite for every store of players."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from msgspec.json import encode
from msgspec.structs import replace

from shared.adapters.dynamodb.players import DynamoDbPlayers
from shared.adapters.dynamodb.rows import Row, Rows
from shared.adapters.memory.entry import InMemoryPlayers
from shared.application.players.ports import NameTaken, Player, Players, Refresh
from tests.ports.entry_stores import new_entry_table, rows_at
from tests.ports.hesitant import LEFT_OUT, hesitant
from tests.ports.lossy import losing_those

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SUBJECT = "https://id.example|42"
OTHER = "https://id.example|43"
LATER = NOON + timedelta(days=30)
REFRESH = Refresh("h1", "f1", "p1", LATER)
NEXT = Refresh("h2", "f1", "p1", LATER, "h1")
THREADS = 10


@pytest.fixture
def players(rows: Rows | None) -> Players:
    return InMemoryPlayers() if rows is None else DynamoDbPlayers(rows)


def player(name: str, subject: str = "") -> Player:
    return Player(uuid4().hex, name, NOON, subject)


def child(parent: Refresh, token_hash: str) -> Refresh:
    return replace(parent, hash=token_hash, parent=parent.hash)


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

    def test_gives_a_name_once_whatever_its_case(self, players: Players) -> None:
        assert created(players, player("Ann"))
        assert [created(players, player(name)) for name in ("ann", "ANN", "Ann", "anna")] == [
            *(False, False, False, True)
        ]
        assert set(players.ids_of(["Ann", "ann", "ANN"])) == {"Ann"}

    def test_gives_an_id_once(self, players: Players) -> None:
        ann = player("ann")
        players.create(ann)
        assert not created(players, replace(ann, created_at=LATER))
        assert not created(players, replace(ann, username="bob"))
        assert players.get(ann.player_id) == ann

    def test_finds_an_account_by_its_name_in_any_case(self, players: Players) -> None:
        ann = player("Ann")
        players.create(ann)
        assert [players.named(name) for name in ("Ann", "aNN", "ann")] == [ann] * 3
        assert players.named(ann.player_id) is None

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

    def test_finds_those_whom_a_throttled_table_leaves_out(
        self, ministack_url: str, kind: str
    ) -> None:
        table = new_entry_table(ministack_url)
        crowd = [player(f"p{number}") for number in range(10)]
        ids = {each.username: each.player_id for each in crowd}
        with hesitant(ministack_url) as address, rows_at(address, table, kind) as rows:
            players = DynamoDbPlayers(rows)
            for each in crowd:
                players.create(each)
            assert players.ids_of(ids) == ids
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
    def test_is_found_by_its_hash(self, players: Players) -> None:
        for each in (REFRESH, NEXT):
            players.keep_refresh(each)
        assert players.find_refresh("h1") == REFRESH
        assert players.find_refresh("h2") == NEXT
        assert players.find_refresh("h3") is None

    def test_may_be_used_again_until_what_came_of_it_is(self, players: Players) -> None:
        with ThreadPoolExecutor(THREADS) as pool:
            uses = pool.map(lambda _: players.use_refresh(REFRESH, LATER), range(THREADS))
            assert all(uses)
        assert players.use_refresh(NEXT, LATER)
        assert not players.use_refresh(REFRESH, LATER)
        assert players.use_refresh(NEXT, LATER)
        assert players.use_refresh(child(NEXT, "h3"), LATER)
        assert not players.use_refresh(NEXT, LATER)

    def test_lets_one_go_on_of_many_that_came_of_one(self, players: Players) -> None:
        assert players.use_refresh(REFRESH, LATER)
        many = [child(REFRESH, f"c{number}") for number in range(THREADS)]
        with ThreadPoolExecutor(THREADS) as pool:
            uses = list(pool.map(lambda each: players.use_refresh(each, LATER), many))
        assert uses.count(True) == 1
        assert [players.use_refresh(each, LATER) for each in many] == uses

    def test_that_came_of_one_that_was_not_used_is_refused(self, players: Players) -> None:
        assert not players.use_refresh(NEXT, LATER)
        assert players.use_refresh(REFRESH, LATER)
        assert not players.use_refresh(child(NEXT, "h3"), LATER)

    def test_is_refused_with_its_family_alone(self, players: Players) -> None:
        assert players.use_refresh(REFRESH, LATER)
        for _ in range(2):
            players.revoke_family("f1", LATER)
        for each in (REFRESH, NEXT, Refresh("h4", "f1", "p1", LATER)):
            assert not players.use_refresh(each, LATER)
        assert players.use_refresh(Refresh("h5", "f2", "p1", LATER), LATER)

    def test_of_a_family_that_was_never_used_is_refused(self, players: Players) -> None:
        players.revoke_family("f1", LATER)
        assert not players.use_refresh(REFRESH, LATER)


class TestDynamoDb:
    @pytest.fixture
    def rows(self, ministack_url: str, kind: str) -> Iterator[Rows]:
        with rows_at(ministack_url, new_entry_table(ministack_url), kind) as rows:
            yield rows

    @pytest.mark.parametrize("operation", ["TransactWriteItems", "PutItem"])
    def test_does_once_what_it_repeats_because_the_answer_is_lost(
        self, ministack_url: str, kind: str, operation: str
    ) -> None:
        table = new_entry_table(ministack_url)
        with (
            losing_those(ministack_url, lost := [operation]) as address,
            rows_at(address, table, kind) as rows,
        ):
            players = DynamoDbPlayers(rows)
            players.create(player("ann"))
            assert players.use_refresh(REFRESH, LATER)
            assert players.use_refresh(NEXT, LATER)
        assert lost == []

    def test_refuses_what_was_used_when_tokens_were_good_once(self, rows: Rows) -> None:
        rows.put(Row("refresh#h1", body=encode(REFRESH).decode(), position=1))
        players = DynamoDbPlayers(rows)
        used = players.find_refresh("h1")
        assert used is not None
        assert not players.use_refresh(used, LATER)

    def test_refuses_what_was_revoked_when_tokens_were_good_once(self, rows: Rows) -> None:
        rows.put(Row("revoked#f1"))
        assert not DynamoDbPlayers(rows).use_refresh(REFRESH, LATER)

    def test_forgets_a_family_when_its_tokens_have_expired(self, rows: Rows) -> None:
        players = DynamoDbPlayers(rows)
        assert players.use_refresh(REFRESH, NOON)
        assert rows.find("revoked#f1") == Row("revoked#f1", body="h1", expires=seconds(NOON))
        players.revoke_family("f1", LATER)
        assert rows.find("revoked#f1") == Row("revoked#f1", expires=seconds(LATER))


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())
