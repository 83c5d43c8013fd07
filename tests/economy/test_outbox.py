"""Every change is a fact that waits until it was shipped."""

from __future__ import annotations

from datetime import timedelta

from shared.adapters.postgres.outbox import PostgresOutbox
from shared.economy.commands import Batch, Buy, Grant, Offer
from shared.economy.things import Thing
from tests.economy.bank import NOON, Bank, new_name, pay, refused, sent


def outbox(bank: Bank) -> PostgresOutbox:
    sent.count = 0
    return PostgresOutbox(bank.pool)


class TestOutbox:
    def test_keeps_a_fact_of_each_effect_until_it_was_shipped(self, bank: Bank) -> None:
        outbox(bank).shipped(outbox(bank).waiting(1000))
        ann, bob, key, scope = bank.armed(arrows=2), bank.player(50), new_name(), new_name()
        refused(bank, pay(ann, bob, 1), "insufficient_funds")
        offer = Offer(ann, Thing("arrow"), "gold", 20, NOON + timedelta(days=1))
        listing = bank.do(offer)["listing"]
        bought = bank.do_all(Buy(listing, bob, 20), key, scope)
        bank.do_all(Buy(listing, bob, 20), key, scope)
        bank.do_all(Batch((pay(bob, ann, 1), Grant(ann, (Thing("arrow"),)))))

        facts = outbox(bank).waiting()

        kinds = [(each.service, each.kind) for each in facts]
        assert kinds == [
            ("economy", "batch"),
            ("inventory", "grant"),
            ("market", "offer"),
            ("market", "buy"),
            ("wallet", "transfer"),
        ]
        assert (facts[3].subject, facts[3].body, facts[3].at) == (scope, bought, NOON)
        assert (facts[3].key, facts[0].key != key) == (key, True)
        outbox(bank).shipped(facts[:4])
        assert outbox(bank).waiting() == facts[4:]

    def test_forgets_keys_after_fourteen_days(self, bank: Bank) -> None:
        ann, key = bank.player(5), new_name()
        bank.do(pay(ann, "$fees/0", 1), key)

        assert outbox(bank).forget_keys(NOON + timedelta(days=13)) == 0
        assert outbox(bank).forget_keys(NOON + timedelta(days=14)) > 0

        bank.do(pay(ann, "$fees/0", 2), key)
        assert bank.gold(ann) == 2
