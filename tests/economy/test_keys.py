"""A key is that of one request, whichever service keeps it."""

from __future__ import annotations

from functools import partial
from itertools import permutations

import pytest

from shared.economy.commands import Batch, EconomyCommand, Grant, Offer
from shared.economy.things import Thing
from tests.economy.bank import NOON, Bank, new_name, pay, refused
from tests.economy.crowd import at_once, insist

ARROW = Thing("arrow")
NAMES = ("wallet", "inventory", "market", "economy")


def command_of(name: str, owner: str) -> EconomyCommand:
    """One that the service of that name keeps the key of."""
    commands: dict[str, EconomyCommand] = {
        "wallet": pay("$issuance/0", owner, 10),
        "inventory": Grant(owner, (ARROW,)),
        "market": Offer(owner, ARROW, "gold", 5, NOON.replace(day=8)),
        "economy": Batch((Grant(owner, (ARROW,)),)),
    }
    return commands[name]


class TestKey:
    @pytest.mark.parametrize(("first", "second"), list(permutations(NAMES, 2)))
    def test_of_one_service_is_refused_by_another(
        self, bank: Bank, first: str, second: str
    ) -> None:
        ann, key = bank.armed(arrows=5), new_name()
        done = bank.do_all(command_of(first, ann), key)
        before = (bank.gold(ann), bank.things(ann))

        refused(bank, command_of(second, ann), "key_reused", key=key)

        assert (bank.gold(ann), bank.things(ann)) == before
        assert bank.do_all(command_of(first, ann), key) == done

    def test_is_taken_by_one_of_many_at_once(self, crowd_bank: Bank) -> None:
        for _ in range(10):
            ann, key = crowd_bank.armed(arrows=5), new_name()
            commands = [command_of(name, ann) for name in NAMES * 2]
            works = [partial(insist, crowd_bank, each, key) for each in commands]

            done = at_once(works)

            winners = {NAMES[n % 4] for n, each in enumerate(done) if not each.refusal}
            assert len(winners) == 1
            assert {each.refusal for each in done} == {"", "key_reused"}
