"""The audit is silent over a ledger in order, and finds whatever was corrupted by hand."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest

from shared.adapters.postgres.audit import PostgresLedger
from shared.application.economy.audit_economy import Difference, Paid
from shared.economy.commands import Buy, Consume, Hold, Offer
from shared.economy.things import Thing
from tests.economy.bank import NOON, Bank, audited, new_name, pay, sent
from tests.economy.server import Server

WEEK = NOON + timedelta(days=7)

TWICE = """
    INSERT INTO wallet.transactions (scope, key, kind, at)
    SELECT 'reward', 'k', 'transfer', now() FROM generate_series(1, 2)
"""

CORRUPTIONS = [
    ("balance_is_sum_of_entries", "UPDATE wallet.accounts SET balance = balance + 1"),
    ("currency_sums_to_zero", "UPDATE wallet.accounts SET balance = balance + 1"),
    ("held_is_sum_of_open_holds", "UPDATE wallet.holds SET amount = amount + 1"),
    ("transaction_sums_to_zero", "UPDATE wallet.entries SET amount = amount + 1"),
    ("stack_is_sum_of_movements", "UPDATE inventory.stacks SET amount = amount + 1"),
    ("thing_is_where_it_was_moved", "UPDATE inventory.uniques SET owner = 'thief'"),
    ("reward_is_paid_once", TWICE),
    ("escrow_is_what_is_listed", "UPDATE market.listings SET state = 'expired'"),
    ("sold_listing_has_one_trade", "DELETE FROM market.trades"),
]


def trade_a_little(bank: Bank) -> None:
    ann = bank.armed(arrows=9, sword=new_name())
    bob = bank.player(100)
    bank.do(Offer(ann, Thing("arrow", 2), "gold", 20, WEEK))
    sold = bank.do(Offer(ann, Thing("arrow", 2), "gold", 20, WEEK))["listing"]
    bank.do(Buy(sold, bob, 20))
    bank.do(Consume(ann, (Thing("arrow"),)))
    bank.do(Hold(bob, "gold", 5))
    bank.do(pay(bob, ann, 5))


class TestAuditEconomy:
    @pytest.mark.parametrize(("rule", "corruption"), CORRUPTIONS)
    def test_finds_what_was_corrupted_and_nothing_before(
        self, server: Server, rule: str, corruption: str
    ) -> None:
        database = server.new_database()
        with Bank(server.url("rumpus", database), connections=1) as bank:
            trade_a_little(bank)
        assert audited(server.url("rumpus", database)) == []

        with psycopg.connect(server.url("postgres", database)) as connection:
            connection.execute(corruption)

        assert rule in {each.rule for each in audited(server.url("rumpus", database))}

    def test_reads_the_rewards_of_a_time(self, bank: Bank) -> None:
        ann, key = new_name(), new_name()
        bank.do(pay("$issuance/3", ann, 10), key, "reward")
        bank.do(pay("$issuance/3", ann, 10), new_name(), ann)
        ledger = PostgresLedger(bank.pool)

        sent.count = 0
        assert ledger.rewards(NOON) == [Paid(key, ann)]
        sent.count = 0
        assert ledger.rewards(WEEK) == []

    def test_tells_what_it_expected_and_what_it_found(self, server: Server) -> None:
        database = server.new_database()
        with Bank(server.url("rumpus", database), connections=1) as bank:
            ann = bank.player(100)
        with psycopg.connect(server.url("postgres", database)) as connection:
            connection.execute("UPDATE wallet.accounts SET balance = 7 WHERE owner = %s", [ann])

        assert audited(server.url("rumpus", database)) == [
            Difference("balance_is_sum_of_entries", f"{ann} gold", "100", "7"),
            Difference("currency_sums_to_zero", "gold", "0", "-93"),
        ]
