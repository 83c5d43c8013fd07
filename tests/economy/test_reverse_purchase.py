"""An operator undoes a sale: the thing, the price and the fee go back, or nothing does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import psycopg
import pytest
from psycopg.types.json import Jsonb

from shared.economy.commands import Batch, Buy, Consume, Equip, Give, Grant, Offer, Reverse
from shared.economy.things import Thing
from tests.economy.bank import NOON, Bank, audited, new_name, pay, refused
from tests.economy.server import Server

WEEK = NOON + timedelta(days=7)
FIVE = Thing("arrow", 5)

REMOVE = "DELETE FROM market.trades WHERE transaction = %s RETURNING to_jsonb(trades)"
RESTORE = """
    INSERT INTO market.trades SELECT * FROM jsonb_populate_record(NULL::market.trades, %s)
"""


@dataclass(frozen=True)
class Sale:
    """Five arrows, or a sword, for 100 gold, of which 5 are the fee."""

    seller: str
    buyer: str
    transaction: int
    sword: str = ""


@pytest.fixture
def sale(bank: Bank) -> Sale:
    seller = bank.armed(arrows=5)
    return sell(bank, seller, FIVE)


def sell(bank: Bank, seller: str, thing: Thing) -> Sale:
    buyer = bank.player(150)
    listing = bank.do(Offer(seller, thing, "gold", 100, WEEK))["listing"]
    bought = bank.do(Buy(listing, buyer, 100))
    return Sale(seller, buyer, bought["transaction"], thing.id)


def fees_paid(bank: Bank) -> int:
    return sum(bank.gold(f"$fees/{shard}") for shard in range(16))


class TestReversePurchase:
    def test_gives_back_thing_price_and_fee_once(self, bank: Bank, sale: Sale) -> None:
        fees, key = fees_paid(bank), new_name()

        result = bank.do(Reverse(sale.transaction), key)

        assert (bank.gold(sale.buyer), bank.gold(sale.seller), fees_paid(bank)) == (
            150,
            0,
            fees - 5,
        )
        assert (bank.things(sale.buyer), bank.things(sale.seller)) == ({}, {"arrow": 5})
        assert (result["buyer"], result["seller"]) == (sale.buyer, sale.seller)
        assert bank.do(Reverse(sale.transaction), key) == result
        refused(bank, Reverse(sale.transaction), "already_reversed")
        refused(bank, Reverse(result["transaction"]), "not_reversible")

    def test_gives_back_the_very_thing(self, bank: Bank) -> None:
        sword = new_name()
        sale = sell(bank, bank.armed(sword=sword), Thing("sword", id=sword))

        bank.do(Reverse(sale.transaction))

        assert bank.things(sale.seller) == {f"sword {sword}": 1}

    def test_is_refused_when_the_things_are_used(self, bank: Bank, sale: Sale) -> None:
        bank.do(Consume(sale.buyer, (Thing("arrow"),)))
        self._assert_refused(bank, sale, "insufficient_items")

    def test_is_refused_while_the_thing_is_worn_or_another_has_it(self, bank: Bank) -> None:
        sword = new_name()
        thing = Thing("sword", id=sword)
        sale = sell(bank, bank.armed(sword=sword), thing)
        bank.do(Equip(sale.buyer, sword))
        self._assert_refused(bank, sale, "insufficient_items")

        other = sell(bank, bank.armed(gem=f"{sword}g"), Thing("gem", id=f"{sword}g"))
        bank.do(Give(other.buyer, bank.player(), (Thing("gem", id=f"{sword}g"),)))
        self._assert_refused(bank, other, "insufficient_items")

    def test_is_refused_when_the_money_is_gone(self, bank: Bank, sale: Sale) -> None:
        bank.do(pay(sale.seller, bank.player(), 1))

        self._assert_refused(bank, sale, "insufficient_funds")

        assert bank.things(sale.buyer) == {"arrow": 5}

    def test_gives_back_even_beyond_the_limit(self, bank: Bank, sale: Sale) -> None:
        bank.do(Grant(sale.seller, (Thing("arrow", 1000),)))

        bank.do(Reverse(sale.transaction))

        assert bank.things(sale.seller) == {"arrow": 1005}

    def test_works_in_a_batch_or_not_at_all(self, bank: Bank, sale: Sale) -> None:
        apology = Grant(sale.seller, (Thing("gem", id=new_name()),))
        poor = pay(bank.player(), sale.buyer, 1)
        refused(bank, Batch((Reverse(sale.transaction), apology, poor)), "insufficient_funds")
        assert bank.gold(sale.buyer) == 50

        bank.do_all(Batch((Reverse(sale.transaction), apology)))

        assert bank.gold(sale.buyer) == 150

    def test_is_refused_when_the_trade_is_archived(
        self, server: Server, database: str, bank: Bank, sale: Sale
    ) -> None:
        with psycopg.connect(server.url("postgres", database)) as connection:
            (trade,) = connection.execute(REMOVE, [sale.transaction]).fetchone() or ()
        self._assert_refused(bank, sale, "not_reversible")

        with psycopg.connect(server.url("postgres", database)) as connection:
            connection.execute(RESTORE, [Jsonb(trade)])
        bank.do(Reverse(sale.transaction))

    def test_leaves_books_in_order(
        self, server: Server, database: str, bank: Bank, sale: Sale
    ) -> None:
        bank.do(Reverse(sale.transaction))
        assert audited(server.url("rumpus", database)) == []

    def _assert_refused(self, bank: Bank, sale: Sale, reason: str) -> None:
        before = (bank.accounts(sale.buyer), bank.accounts(sale.seller), bank.things(sale.seller))
        refused(bank, Reverse(sale.transaction), reason)
        after = (bank.accounts(sale.buyer), bank.accounts(sale.seller), bank.things(sale.seller))
        assert after == before
