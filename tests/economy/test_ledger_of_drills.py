"""The ledger that drills play with does what PostgreSQL does."""

from __future__ import annotations

from random import Random

from cli.drill.ledger import Ledger
from shared.application.economy.perform import perform
from shared.application.economy.ports import Economy
from shared.economy.commands import Transfer
from shared.economy.money import Payment
from shared.kernel.errors import CommandRefused
from tests.economy.bank import GOLD, NOON, Bank, new_name, sent

SEEDS, ORDERS = range(3), 60


def outcome(economy: Economy, command: Transfer, key: str) -> str:
    sent.count = 0
    try:
        perform(economy, command, scope="test", key=key, now=NOON)
    except CommandRefused as refusal:
        return refusal.reason
    return "done"


def test_books_refuses_and_repeats_alike(bank: Bank) -> None:
    for seed in SEEDS:
        chance, ledger = Random(seed), Ledger()  # noqa: S311 - a test, not a secret
        names = ["$issuance/0", *(new_name() for _ in range(3))]
        keys = [new_name() for _ in range(ORDERS // 2)]
        seen: set[str] = set()
        for _ in range(ORDERS):
            source, destination = chance.sample(names, 2)
            command = Transfer((Payment(source, destination, GOLD, chance.randint(1, 9)),))
            key = chance.choice(keys)
            real = outcome(bank.economy, command, key)
            assert outcome(ledger, command, key) == real
            assert outcome(ledger, command, key) == outcome(bank.economy, command, key)
            seen.add(real)
        assert seen == {"done", "insufficient_funds", "key_reused"}
        for name in names[1:]:
            assert ledger.balances().get((name, GOLD), 0) == bank.gold(name)
