"""Many transfers in one transaction, each under its own key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random

import pytest

from shared.application.economy.perform import transfer_each
from shared.economy.commands import Transfer
from shared.economy.money import issuance
from shared.kernel.errors import CommandRefused
from tests.economy.bank import NOON, Bank, new_name, pay, sent
from tests.economy.crowd import at_once, cutting_connections, until_available
from tests.economy.server import Server

SCOPE = "test"


def each(bank: Bank, transfers: dict[str, Transfer]) -> None:
    sent.count = 0
    transfer_each(bank.economy, transfers, scope=SCOPE, now=NOON)


def mints(owners: list[str], amount: int = 5) -> dict[str, Transfer]:
    """By key."""
    keys = [new_name() for _ in owners]
    paired = zip(keys, owners, strict=True)
    return {key: pay(issuance(key), owner, amount) for key, owner in paired}


class TestTransferEach:
    def test_does_what_one_by_one_does(self, bank: Bank) -> None:
        ann, bob = bank.player(100), new_name()
        transfers = mints([ann, bob, ann]) | {new_name(): pay(ann, bob, 60)}
        each(bank, transfers)
        assert (bank.gold(ann), bank.gold(bob)) == (50, 65)
        told = {key: bank.do(transfer, key) for key, transfer in transfers.items()}
        assert (bank.gold(ann), bank.gold(bob)) == (50, 65)
        assert len({result["transaction"] for result in told.values()}) == len(transfers)
        ledger = bank.wallets.ledger(ann, "gold")
        assert [(entry.amount, entry.balance) for entry in ledger] == [
            *((-60, 50), (5, 110), (5, 105), (100, 100))
        ]

    def test_does_not_repeat_what_was_done_alone(self, bank: Bank) -> None:
        ann, bob = new_name(), new_name()
        transfers = mints([ann, bob])
        first, *_ = transfers
        bank.do(transfers[first], first)
        for _ in range(2):
            each(bank, transfers)
        assert (bank.gold(ann), bank.gold(bob)) == (5, 5)

    @pytest.mark.parametrize("reason", ["insufficient_funds", "key_reused", "wrong_currency"])
    def test_does_nothing_when_one_is_refused(self, bank: Bank, reason: str) -> None:
        ann, bob, key = new_name(), new_name(), new_name()
        if reason == "key_reused":
            bank.do(pay("$issuance/0", bob, 1), key)
        refused = {
            "insufficient_funds": pay(bob, ann, 60),
            "key_reused": pay("$issuance/0", bob, 2),
            "wrong_currency": pay("$issuance/0", bob, 2, "stones"),
        }
        transfers = mints([ann, bob])
        with pytest.raises(CommandRefused, match=reason):
            each(bank, transfers | {key: refused[reason]})
        assert bank.gold(ann) == 0
        each(bank, transfers)
        assert bank.gold(ann) == 5

    def test_of_none_does_nothing(self, bank: Bank) -> None:
        each(bank, {})

    def test_has_one_effect_a_key_in_a_crowd_of_repeats(
        self, crowd_bank: Bank, server: Server, database: str
    ) -> None:
        """In any order, together and alone, and whose connections are cut."""
        owners = [new_name() for _ in range(20)]
        transfers, random = mints(owners), Random(1)  # noqa: S311 - a load, not a secret
        works: list[Callable[[], object]] = []
        for _ in range(8):
            some = dict(random.sample(list(transfers.items()), 15))
            works.append(partial(each, crowd_bank, some))
            key, transfer = random.choice(list(transfers.items()))
            works.append(partial(crowd_bank.do, transfer, key))
        works.append(partial(each, crowd_bank, transfers))
        with cutting_connections(server, database):
            at_once([partial(until_available, work) for work in works])
        assert {crowd_bank.gold(owner) for owner in owners} == {5}

    def test_waits_for_nobody_who_waits_for_it(self, crowd_bank: Bank) -> None:
        """A circle would be broken by the server, and the statement sent once more."""
        owners = [new_name() for _ in range(20)]

        def pay_in_an_order_of_its_own(seed: int) -> int:
            random = Random(seed)  # noqa: S311 - a load, not a secret
            each(crowd_bank, mints(random.sample(owners, 20), 1))
            return int(sent.count)

        for _ in range(10):
            works = [partial(pay_in_an_order_of_its_own, seed) for seed in range(8)]
            assert at_once(works) == [1] * 8
        assert {crowd_bank.gold(owner) for owner in owners} == {80}
