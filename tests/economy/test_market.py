"""Offers, purchases and what ends them, in a real PostgreSQL."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import psycopg
import pytest

from shared.economy.commands import Buy, Cancel, Grant, Offer
from shared.economy.things import Definition, Thing
from tests.economy.bank import NOON, Bank, new_name, refused
from tests.economy.crowd import at_once, insist
from tests.economy.server import Server

WEEK = NOON + timedelta(days=7)


def offer(bank: Bank, price: int = 100, arrows: int = 5) -> tuple[str, int]:
    """A seller, and a listing of all that the seller has."""
    seller = bank.armed(arrows=arrows)
    thing = Thing("arrow", arrows)
    return seller, bank.do(Offer(seller, thing, "gold", price, WEEK))["listing"]


class TestOffer:
    def test_puts_the_thing_into_escrow(self, bank: Bank) -> None:
        seller, listing = offer(bank)

        assert bank.things(seller) == {}
        assert bank.things(f"$listing/{listing}") == {"arrow": 5}

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"price": 0}, "bad_amount"),
            ({"price": 2**63}, "bad_amount"),
            ({"currency": "silver"}, "wrong_currency"),
            ({"thing": Thing("spoon")}, "unknown_item"),
            ({"thing": Thing("arrow", 6)}, "insufficient_items"),
            ({"expires": NOON}, "bad_expiry"),
            ({"expires": NOON + timedelta(days=91)}, "bad_expiry"),
        ],
    )
    def test_refuses_what_can_not_be_sold(
        self, bank: Bank, change: dict[str, Any], reason: str
    ) -> None:
        terms: dict[str, Any] = {"thing": Thing("arrow", 5), "currency": "gold", "price": 9}
        seller = bank.armed(arrows=5)

        refused(bank, Offer(seller=seller, **({"expires": WEEK} | terms | change)), reason)

        assert bank.things(seller) == {"arrow": 5}


class TestBuy:
    def test_moves_thing_payment_and_fee_at_once(
        self, server: Server, database: str, bank: Bank
    ) -> None:
        (seller, listing), buyer = offer(bank, price=110), bank.player(200)

        result = bank.do(Buy(listing, buyer, 110), new_name())

        assert (result["fee"], result["seller"]) == (5, seller)
        assert (bank.gold(buyer), bank.gold(seller)) == (90, 105)
        assert bank.things(buyer) == {"arrow": 5}
        assert bank.things(f"$listing/{listing}") == {}
        with psycopg.connect(server.url("postgres", database)) as connection:
            trades = connection.execute(
                "SELECT seller, buyer, price, fee FROM market.trades WHERE listing = %s", [listing]
            )
            assert trades.fetchall() == [(seller, buyer, 110, 5)]

    def test_tells_a_repeat_the_first_result(self, bank: Bank) -> None:
        (seller, listing), buyer, key = offer(bank), bank.player(200), new_name()
        first = bank.do(Buy(listing, buyer, 100), key)

        assert bank.do(Buy(listing, buyer, 100), key) == first
        assert (bank.gold(buyer), bank.gold(seller)) == (100, 95)
        refused(bank, Buy(listing, buyer, 101), "key_reused", key=key)

    def test_takes_no_fee_of_a_price_below_twenty(self, bank: Bank) -> None:
        (seller, listing), buyer = offer(bank, price=19), bank.player(19)
        bank.do(Buy(listing, buyer, 19))
        assert bank.gold(seller) == 19

    def test_refuses_and_changes_nothing(self, bank: Bank) -> None:
        (seller, listing), poor, rich = offer(bank), bank.player(99), bank.player(500)
        full = bank.armed(arrows=996)
        bank.do(Grant(rich, (Thing("arrow", 996),)))

        refused(bank, Buy(listing, poor, 100), "insufficient_funds")
        refused(bank, Buy(listing, rich, 99), "wrong_price")
        refused(bank, Buy(listing, rich, 100), "limit_reached")
        refused(bank, Buy(listing, seller, 100), "own_listing")
        refused(bank, Buy(2**62, rich, 100), "unknown_listing")
        refused(bank, Buy(0, rich, 100), "unknown_listing")

        assert (bank.gold(poor), bank.gold(rich), bank.gold(seller)) == (99, 500, 0)
        assert bank.things(f"$listing/{listing}") == {"arrow": 5}
        assert bank.things(full) == {"arrow": 996}

    def test_refuses_one_that_is_over(self, bank: Bank) -> None:
        (_, listing), buyer = offer(bank), bank.player(200)
        refused(bank, Buy(listing, buyer, 100), "listing_closed", now=WEEK)

    def test_lets_exactly_one_of_sixteen_win(self, crowd_bank: Bank) -> None:
        seller, listing = offer(crowd_bank)
        buyers = [crowd_bank.player(100) for _ in range(16)]

        done = at_once(
            [partial(insist, crowd_bank, Buy(listing, each, 100), new_name()) for each in buyers]
        )

        assert sorted(each.refusal for each in done) == ["", *["listing_closed"] * 15]
        assert sorted(map(crowd_bank.gold, buyers)) == [0, *[100] * 15]
        assert crowd_bank.gold(seller) == 95
        assert [crowd_bank.things(each) for each in buyers if crowd_bank.gold(each) == 0] == [
            {"arrow": 5}
        ]


class TestCancel:
    def test_gives_the_thing_back(self, bank: Bank) -> None:
        (seller, listing), buyer = offer(bank), bank.player(100)

        refused(bank, Cancel(listing, buyer), "not_your_listing")
        bank.do(Cancel(listing, seller))

        assert bank.things(seller) == {"arrow": 5}
        refused(bank, Cancel(listing, seller), "listing_closed")
        refused(bank, Buy(listing, buyer, 100), "listing_closed")

    def test_gives_back_even_beyond_the_limit(self, bank: Bank) -> None:
        seller, listing = offer(bank, arrows=10)
        bank.do(Grant(seller, (Thing("arrow", 1000),)))

        bank.do(Cancel(listing, seller))

        assert bank.things(seller) == {"arrow": 1010}


class TestExpire:
    def test_gives_back_what_is_over_and_tells_it(
        self, server: Server, database: str, bank: Bank
    ) -> None:
        bank.market.expire(WEEK)
        seller, listing = offer(bank)

        assert bank.market.expire(WEEK - timedelta(seconds=1)) == 0
        assert bank.market.expire(WEEK) == 1
        assert bank.market.expire(WEEK) == 0

        assert bank.things(seller) == {"arrow": 5}
        refused(bank, Cancel(listing, seller), "listing_closed")
        with psycopg.connect(server.url("postgres", database)) as connection:
            told = connection.execute(
                "SELECT kind FROM market.outbox WHERE subject = %s", [seller]
            ).fetchall()
            assert told == [("expired",)]


class TestSearch:
    def test_pages_from_the_cheapest_with_ties_in_order_of_listing(self, bank: Bank) -> None:
        bank.inventories.publish(2, [Definition("pearl", stackable=True, most=100)], NOON)
        seller = new_name()
        bank.do(Grant(seller, (Thing("pearl", 5),)))
        prices = (30, 10, 20, 10, 40)
        listings = [
            bank.do(Offer(seller, Thing("pearl"), "gold", price, WEEK))["listing"]
            for price in prices
        ]
        bank.do(Cancel(listings[2], seller))

        first = bank.market.search("pearl", "gold", NOON, limit=2)
        rest = bank.market.search(
            "pearl", "gold", NOON, (first[-1].price, first[-1].listing), limit=9
        )

        expected = [(10, listings[1]), (10, listings[3]), (30, listings[0]), (40, listings[4])]
        assert [(each.price, each.listing) for each in (*first, *rest)] == expected
        assert bank.market.search("pearl", "gems", NOON) == []

    def test_hides_what_nobody_can_buy_any_more(self, bank: Bank) -> None:
        bank.inventories.publish(3, [Definition("shell", stackable=True, most=100)], NOON)
        seller, until = new_name(), (WEEK, WEEK + timedelta(seconds=1), WEEK)
        bank.do(Grant(seller, (Thing("shell", 3),)))
        for price, expires in enumerate(until, start=1):
            bank.do(Offer(seller, Thing("shell"), "gold", price, expires))
        before = bank.market.search("shell", "gold", WEEK - timedelta(seconds=1))
        assert [each.price for each in before] == [1, 2, 3]
        for limit in (1, 50):
            found = bank.market.search("shell", "gold", WEEK, limit=limit)
            assert [each.price for each in found] == [2]


class TestMakePartitions:
    def test_prepares_the_months_to_come_once(self, bank: Bank) -> None:
        assert bank.market.make_partitions(NOON.replace(year=2040), 2) == 3
        assert bank.market.make_partitions(NOON.replace(year=2040), 3) == 1
