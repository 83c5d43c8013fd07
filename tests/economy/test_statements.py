"""A request of the economy sends three statements at most; behind a pooler each is a transaction.

The bank of these tests counts what is sent, and fails a request at its fourth statement.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from shared.economy.commands import (
    Batch,
    Buy,
    Cancel,
    Capture,
    Consume,
    EconomyCommand,
    Equip,
    Give,
    Grant,
    Hold,
    Offer,
    Release,
    Reverse,
    Unequip,
)
from shared.economy.things import Thing
from shared.kernel.errors import CommandRefused
from tests.economy.bank import CATALOGUE, GOLD, MOST_STATEMENTS, NOON, Bank, new_name, pay, sent
from tests.economy.test_outbox import outbox

WEEK = NOON + timedelta(days=7)
TEN = (Thing("arrow", 10),)


def commands(bank: Bank) -> dict[str, EconomyCommand]:
    """One of each kind, all of which can be carried out."""
    ann, bob, sword = bank.player(1000), bank.player(1000), new_name()
    bank.do(Grant(ann, (*TEN, Thing("sword", id=sword))))
    listed = [bank.do(Offer(ann, Thing("arrow"), GOLD, 10, WEEK))["listing"] for _ in range(2)]
    held = [bank.do(Hold(ann, GOLD, 10))["hold"] for _ in range(2)]
    worn = bank.armed(axe="axe-" + sword)
    bank.do(Equip(worn, "axe-" + sword))
    return {
        "transfer": pay(ann, bob, 1),
        "hold": Hold(ann, GOLD, 10),
        "capture": Capture(held[0], 5, bob),
        "release": Release(held[1]),
        "reverse": Reverse(bank.do(pay(ann, bob, 1))["transaction"]),
        "grant": Grant(ann, TEN),
        "consume": Consume(ann, (Thing("arrow"),)),
        "give": Give(ann, bob, (Thing("arrow"),)),
        "equip": Equip(ann, sword),
        "unequip": Unequip(worn, "axe-" + sword),
        "offer": Offer(ann, Thing("arrow"), GOLD, 10, WEEK),
        "buy": Buy(listed[0], bob, 10),
        "cancel": Cancel(listed[1], ann),
        "batch": Batch((pay(ann, bob, 1), Grant(ann, TEN), Give(ann, bob, (Thing("arrow"),)))),
    }


KINDS = (
    *("transfer", "hold", "capture", "release", "reverse", "grant", "consume", "give"),
    *("equip", "unequip", "offer", "buy", "cancel", "batch"),
)


class TestEconomy:
    @pytest.mark.parametrize("kind", KINDS)
    def test_sends_one_for_a_command_and_one_for_its_repeat(self, bank: Bank, kind: str) -> None:
        command, key = commands(bank)[kind], new_name()
        first = bank.do_all(command, key)
        assert sent.count == 1
        assert bank.do_all(command, key) == first
        assert sent.count == 1

    def test_sends_one_for_a_refusal(self, bank: Bank) -> None:
        with pytest.raises(CommandRefused):
            bank.do(pay(bank.player(), bank.player(), 1))
        assert sent.count == 1


READS: dict[str, Callable[[Bank], object]] = {
    "balances": lambda bank: bank.wallets.balances("ann"),
    "ledger": lambda bank: bank.wallets.ledger("ann", GOLD),
    "currency": lambda bank: bank.wallets.add_currency(GOLD),
    "holdings": lambda bank: bank.inventories.holdings("ann"),
    "catalogue": lambda bank: bank.inventories.publish(1, CATALOGUE, NOON),
    "search": lambda bank: bank.market.search("sword", GOLD, NOON),
    "expire": lambda bank: bank.market.expire(NOON),
    "partitions": lambda bank: bank.market.make_partitions(NOON),
    "waiting": lambda bank: outbox(bank).waiting(),
    "shipped": lambda bank: outbox(bank).shipped([]),
    "keys": lambda bank: outbox(bank).forget_keys(NOON),
}


class TestReading:
    @pytest.mark.parametrize("name", READS)
    def test_sends_one(self, bank: Bank, name: str) -> None:
        READS[name](bank)
        assert sent.count == 1


class TestCount:
    def test_fails_the_fourth_statement(self, bank: Bank) -> None:
        balances = bank.wallets.balances
        for _ in range(MOST_STATEMENTS):
            balances("ann")
        with pytest.raises(AssertionError, match="at most three"):
            balances("ann")
