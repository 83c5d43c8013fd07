from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest

from shared.application.archive.arrive import forget_mark, welcome
from shared.application.archive.freeze import freeze, freeze_now
from shared.application.archive.ports import Kept, Leaving
from shared.application.archive.thaw import PlayerAway, restore
from shared.application.economy.thawing_economy import ThawingEconomy
from shared.economy.commands import Give, Grant, Hold, Offer, Reverse
from shared.economy.things import Thing
from shared.kernel.errors import CommandRefused
from tests.archive.house import House
from tests.economy.bank import GOLD, NOON, audited, new_name, pay, refused

ROWS = (
    "SELECT (SELECT count(*) FROM wallet.accounts WHERE owner = %(p)s)"
    " + (SELECT count(*) FROM inventory.stacks WHERE owner = %(p)s)"
    " + (SELECT count(*) FROM inventory.uniques WHERE owner = %(p)s)"
    " + (SELECT count(*) FROM inventory.owners WHERE owner = %(p)s)"
)


def rows(house: House, player: str) -> int:
    with psycopg.connect(house.url) as connection:
        [(count,)] = connection.execute(ROWS, {"p": player}).fetchall()
        return int(count)


def come_back(house: House, player: str) -> None:
    forget_mark(house, player)
    welcome(house, player)


class TestFreeze:
    def test_takes_all_rows_and_gives_them_back_as_they_were(self, house: House) -> None:
        player = house.player()
        before = house.text(player)
        for _ in range(2):
            assert freeze_now(house, player) == "archived"
            assert rows(house, player) == 0
            assert audited(house.url) == []
            come_back(house, player)
            assert house.text(player) == before
            assert audited(house.url) == []
        assert house.header(player).thaws == 2

    def test_says_what_the_archive_has(self, house: House) -> None:
        player = house.player()
        freeze_now(house, player)
        header = house.header(player)
        assert (header.tier, header.due) == ("archived", None)
        assert header.object
        assert header.object.url.endswith(f"players/{player}.json.gz")
        assert house.objects.head(player) == Kept(header.object.etag, header.object.sha256)

    def test_lets_settled_history_go(self, house: House) -> None:
        """What only the player and the system took part in is gone, and sums are as they were."""
        player = house.bank.player(50)
        welcome(house, player)
        with psycopg.connect(house.url) as connection:
            count = "SELECT count(*) FROM wallet.transactions"
            [before] = connection.execute(count).fetchone() or (0,)
            freeze_now(house, player)
            [after] = connection.execute(count).fetchone() or (0,)
        assert before - after == 1
        come_back(house, player)
        assert house.bank.gold(player) == 50
        assert audited(house.url) == []

    @pytest.mark.parametrize("order", ["first", "second"])
    def test_keeps_a_transaction_of_two_until_both_are_away(self, house: House, order: str) -> None:
        one, two = house.player(), house.player()
        house.bank.do(pay(one, two, 9))
        house.bank.do(Give(two, one, (Thing("arrow", 1),)))
        texts = house.text(one), house.text(two)
        for each in (one, two):
            assert freeze_now(house, each) == "archived"
            assert audited(house.url) == []
        for each in (one, two) if order == "first" else (two, one):
            come_back(house, each)
            assert audited(house.url) == []
        assert (house.text(one), house.text(two)) == texts

    def test_waits_for_a_listing(self, house: House) -> None:
        player = house.player()
        offer = Offer(player, Thing("arrow", 1), GOLD, 5, NOON + timedelta(hours=1))
        house.bank.do(offer)
        assert freeze_now(house, player) == "open_listing"
        assert (house.header(player).tier, house.header(player).reason) == ("warm", "open_listing")

    def test_waits_for_a_hold(self, house: House) -> None:
        player = house.player()
        house.bank.do(Hold(player, GOLD, 5))
        assert freeze_now(house, player) == "open_hold"
        assert house.bank.gold(player) == 99

    def test_is_refused_while_the_player_plays(self, house: House) -> None:
        player = house.player()
        before = house.header(player), house.text(player)
        with pytest.raises(CommandRefused, match="playing"):
            freeze_now(house, player, "hunt/h1")
        assert (house.header(player), house.text(player)) == before
        assert house.objects.head(player) is None

    def test_gives_up_when_a_row_has_changed_meanwhile(self, house: House) -> None:
        player = house.player()
        header = house.freezing(player)
        reading = house.reading(player)
        house.bank.do(pay("$issuance/1", player, 1))
        freeze(house, header)  # as of now: it may
        assert house.header(player).tier == "archived"
        come_back(house, player)
        header = house.freezing(player)
        stored = house.header(player).object
        assert stored
        leaving = Leaving(player, header.version, reading.digest, stored)
        assert house.store.freeze([leaving]) == {player: "changed"}
        assert house.bank.gold(player) == 100

    def test_is_nobodys_who_lost_the_header(self, house: House) -> None:
        player = house.player()
        header = house.freezing(player)
        come_back(house, player)
        assert freeze(house, header) == "moved"
        assert house.header(player).tier == "hot"
        assert rows(house, player)

    def test_of_a_worker_that_was_overtaken_replaces_no_object(self, house: House) -> None:
        """It wakes with its object when another has archived the player in a later state."""
        player = house.player()
        old = house.freezing(player)
        come_back(house, player)
        house.bank.do(pay("$issuance/1", player, 7))
        text = house.text(player)
        assert freeze_now(house, player) == "archived"
        stored = house.objects.kept[player]
        assert freeze(house, old) == "moved"
        assert house.objects.kept[player] == stored
        come_back(house, player)
        assert house.text(player) == text


class TestOneWhoIsAway:
    def test_is_paid_by_nobody(self, house: House) -> None:
        player, other = house.player(), house.bank.player(50)
        freeze_now(house, player)
        refused(house.bank, pay(other, player, 1), "player_archived")
        refused(house.bank, Grant(player, (Thing("arrow", 1),)), "player_archived")
        refused(house.bank, Hold(player, GOLD, 1), "player_archived")
        assert rows(house, player) == 0
        assert house.bank.gold(other) == 50

    def test_comes_back_for_whoever_pays(self, house: House) -> None:
        player, other = house.player(), house.bank.player(50)
        freeze_now(house, player)
        seen = house.header(player).seen
        house.time.pass_seconds(60)
        inner = house.bank.economy
        house.bank.economy = ThawingEconomy(inner, lambda who: restore(house, who))
        try:
            house.bank.do(pay(other, player, 20))
        finally:
            house.bank.economy = inner
        assert house.bank.gold(player) == 119
        assert house.header(player).tier == "hot"
        assert seen <= house.header(player).seen
        assert audited(house.url) == []

    def test_keeps_the_ids_of_single_things(self, house: House) -> None:
        player, sword = house.player(), new_name()
        house.bank.do(Grant(player, (Thing("axe", id=sword),)))
        freeze_now(house, player)
        refused(house.bank, Grant(house.bank.player(), (Thing("axe", id=sword),)), "id_taken")

    def test_has_no_transaction_undone(self, house: House) -> None:
        player, other = house.player(), house.bank.player(50)
        done = house.bank.do(pay(other, player, 5))
        freeze_now(house, player)
        refused(house.bank, Reverse(done["transaction"]), "player_archived")
        come_back(house, player)
        house.bank.do(Reverse(done["transaction"]))
        assert house.bank.gold(other) == 50

    def test_is_nobody_who_never_was_here(self, house: House) -> None:
        with pytest.raises(CommandRefused, match="unknown_player"):
            freeze_now(house, "nobody")
        with pytest.raises(CommandRefused, match="unknown_player"):
            restore(house, "nobody")


class TestArrival:
    def test_asks_the_database_once_a_day(self, house: House) -> None:
        player = house.player()
        house.away = {"enter"}
        welcome(house, player)
        assert house.faults == []
        house.time.pass_seconds(21 * 3600)
        welcome(house, player)
        house.away = set()
        assert len(house.faults) == 1
        house.faults.clear()
        seen = house.header(player).seen
        welcome(house, player)
        assert house.header(player).seen > seen

    def test_asks_each_time_without_the_cache(self, house: House) -> None:
        player = house.player()
        seen = house.header(player).seen
        house.coordination.down = True
        house.time.pass_seconds(60)
        welcome(house, player)
        house.coordination.down = False
        assert house.header(player).seen > seen


class TestThaw:
    def test_of_a_thousand_who_come_at_once_is_one_each(self, house: House) -> None:
        players = [house.player() for _ in range(10)]
        texts = [house.text(each) for each in players]
        for each in players:
            freeze_now(house, each)
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(lambda n: welcome(house, players[n % 10]), range(1000)))
        assert [house.header(each).thaws for each in players] == [1] * 10
        assert [house.text(each) for each in players] == texts
        assert house.faults == []

    def test_is_swept_up_when_whoever_began_it_died(self, house: House) -> None:
        player = house.player()
        before = house.text(player)
        freeze_now(house, player)
        house.alive(lambda: welcome(house, player), dies_at=5)
        assert house.header(player).tier == "restoring"
        assert restore(house, player) == "hot"
        assert house.text(player) == before

    def test_waits_for_a_store_that_is_away(self, house: House) -> None:
        player = house.player()
        freeze_now(house, player)
        house.away = {"get"}
        with pytest.raises(PlayerAway) as refusal:
            welcome(house, player)
        house.away = set()
        assert (refusal.value.tier, refusal.value.retry_seconds) == ("restoring", 5)
        house.faults.clear()
        welcome(house, player)
        assert house.header(player).tier == "hot"
