"""Players leave by the batch: what is in the way of one keeps back no other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import permutations

import psycopg
import pytest

from shared.application.archive.arrive import forget_mark, welcome
from shared.application.archive.freeze import finish, send
from shared.application.archive.look_at_due import BATCH, Limits, Work, look_at_due
from shared.application.archive.thaw import restore
from shared.application.ports import Unavailable
from shared.economy.commands import Give, Hold
from shared.economy.things import Thing
from tests.archive.house import House
from tests.economy.bank import GOLD, audited, pay

LINKED = 3
STEPS = 22
"""Moments at which a process may end that freezes three: two at each call of a store."""


@pytest.fixture
def house(own_house: House) -> House:
    return own_house


def linked(house: House) -> list[str]:
    """Players who have paid and given things to each other."""
    players = [house.player() for _ in range(LINKED)]
    for one, two in permutations(players, 2):
        house.bank.do(pay(one, two, 3))
        house.bank.do(Give(one, two, (Thing("arrow", 1),)))
    return players


def froze(house: House, players: Sequence[str]) -> dict[str, str]:
    """Freeze all in one batch; what came of each."""
    batch = send(house, [house.freezing(each) for each in players], lambda _: False)
    return {player: str(each) for player, each in finish(house, batch).items()}


def look(house: House, work: Work | None = None) -> Counter[str]:
    return look_at_due(house, Limits(house.time.now + timedelta(minutes=50)), work)


def transactions(house: House) -> int:
    with psycopg.connect(house.url) as connection:
        [(found,)] = connection.execute("SELECT count(*) FROM wallet.transactions").fetchall()
        return int(found)


class TestBatch:
    @pytest.mark.parametrize("order", list(permutations(range(LINKED))))
    def test_of_players_who_share_a_past_takes_it_along_and_gives_it_back(
        self, house: House, order: tuple[int, ...]
    ) -> None:
        before = transactions(house)
        players = linked(house)
        texts = [house.text(each) for each in players]
        assert set(froze(house, players).values()) == {"archived"}
        assert audited(house.url) == []
        # what each had paid to somebody who is here is all that is left
        assert transactions(house) - before == 2 * LINKED
        for at in order:
            assert restore(house, players[at]) == "hot"
            assert audited(house.url) == []
        assert [house.text(each) for each in players] == texts

    def test_lets_those_go_in_whose_way_nothing_is(self, house: House) -> None:
        held, changed, gone, free, other = [house.player() for _ in range(5)]
        house.bank.do(Hold(held, GOLD, 1))
        batch = send(
            house,
            [house.freezing(each) for each in (held, changed, gone, free, other)],
            lambda _: False,
        )
        batch.sent = list(batch.sent)  # the objects are there
        house.bank.do(pay("$issuance/1", changed, 1))
        forget_mark(house, gone)
        welcome(house, gone)
        assert finish(house, batch) == {
            held: "open_hold",
            changed: "changed",
            gone: "moved",
            free: "archived",
            other: "archived",
        }
        tiers = [house.header(each).tier for each in (held, changed, gone, free, other)]
        assert tiers == ["warm", "warm", "hot", "archived", "archived"]
        assert audited(house.url) == []

    def test_is_done_one_by_one_where_a_row_of_one_can_not_go(self, house: House) -> None:
        """Another table knows an account of one player: the database refuses the transaction."""
        players = linked(house)
        [account, *_] = house.reading(players[1]).sections["wallet"]["accounts"]
        house.as_owner("CREATE TABLE known (id bigint REFERENCES wallet.accounts)")
        house.as_owner("INSERT INTO known VALUES (%s)", account["id"])
        found = froze(house, players)
        assert [found[players[0]], found[players[2]]] == ["archived", "archived"]
        assert "violates foreign key" in found[players[1]]
        assert house.header(players[1]).tier == "freezing"
        house.as_owner("DROP TABLE known")
        assert audited(house.url) == []

    def test_counts_players_and_bytes(self, house: House) -> None:
        players = linked(house)
        for _ in range(2):
            froze(house, players)
            sizes = [stored.bytes for each in players if (stored := house.header(each).object)]
            [archived] = [each for each in house.store.counts() if each.tier == "archived"]
            assert (archived.players, archived.bytes) == (LINKED, sum(sizes))
            for each in players:
                restore(house, each)
        assert {each.tier: each.players for each in house.store.counts()}["hot"] == LINKED


class TestProcess:
    @pytest.mark.parametrize("dies_at", range(STEPS))
    def test_that_dies_with_a_batch_leaves_it_to_the_next_hour(
        self, house: House, dies_at: int
    ) -> None:
        players = linked(house)
        texts = [house.text(each) for each in players]
        house.time.now += timedelta(days=31)
        lived = house.alive(lambda: look(house), dies_at)
        assert not lived or dies_at > STEPS - 8
        assert audited(house.url) == []
        house.time.now += timedelta(hours=2)
        look(house)
        assert {house.header(each).tier for each in players} == {"archived"}
        assert audited(house.url) == []
        for each in players:
            restore(house, each)
        assert [house.text(each) for each in players] == texts

    def test_beside_another_shares_the_players_with_it(self, house: House) -> None:
        players = [house.player() for _ in range(2 * BATCH)]
        house.time.now += timedelta(days=31)
        with ThreadPoolExecutor(2) as passes, ThreadPoolExecutor(8) as puts:
            tallies = list(passes.map(lambda _: look(house, Work(puts.map)), range(2)))
        assert sum(each["archived"] for each in tallies) == len(players)
        assert house.faults == []
        assert audited(house.url) == []

    def test_whose_store_goes_away_begins_no_further_batch(self, house: House) -> None:
        players = [house.player() for _ in range(BATCH + 1)]
        house.time.now += timedelta(days=31)
        house.away = {"freeze"}
        with pytest.raises(Unavailable, match="most players"):
            look(house)
        assert house.turned_away == ["freeze"]
        assert {house.header(each).tier for each in players} == {"freezing"}
