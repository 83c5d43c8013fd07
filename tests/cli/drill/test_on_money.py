"""Each drill on money holds, and finds what goes wrong without what protects."""

from __future__ import annotations

from secrets import randbelow

import pytest
from typer.testing import CliRunner

from cli.drill.environment import Environment
from cli.drill.ledger import Books, Key, Ledger
from cli.drill.money import Asked, MoneyParts, order
from cli.drill.on_money import MONEY_DRILLS, report_on_money
from cli.drill.row import Drill
from cli.drill.stores import START
from cli.main import app
from shared.application.economy.ports import Results
from shared.application.economy.reward_room import SCOPE
from shared.economy.outbox import EconomyFact

CALM: Drill[object] = Drill("calm", "Nothing", "", "", 5, lambda _: None)
SEEDS = range(1, 21)
"""In one of which what is broken must show."""


class Forgetful(Ledger):
    """Keeps no keys."""

    def _known(self, key: Key) -> tuple[str, Results] | None:
        del key
        return None


class Halved(Ledger):
    """Takes and gives in two statements, without a transaction."""

    def _roll_back(self, before: Books) -> None:
        del before


class Untold(Ledger):
    """Notes no fact of an order: whoever asked does it afterwards."""

    def _note(self, fact: EconomyFact) -> None:
        if fact.subject == SCOPE:
            super()._note(fact)

    def note(self, scope: str, key: str) -> None:
        number = next(self._numbers)
        fact = EconomyFact("wallet", number, scope, "transferred", {}, START, key)
        super()._note(fact)


def order_then_tell(environment: Environment, asked: Asked) -> Results:
    """Two writes, between which a process may die."""
    results = order(environment, asked)
    outbox: Untold = vars(environment)["outbox"]
    outbox.note(asked.owner, asked.key)
    return results


BROKEN: dict[str, MoneyParts] = {
    "double_pay": MoneyParts(ledger=Forgetful),
    "order_timeout_after_effect": MoneyParts(ledger=Forgetful),
    "order_dual_write": MoneyParts(ledger=Untold, order=order_then_tell),
    "postgres_gone": MoneyParts(ledger=Halved),
}
FOUND = {
    "double_pay": "was rewarded",
    "order_timeout_after_effect": "was paid 2 times",
    "order_dual_write": "Nobody was told of u",
    "postgres_gone": "All money together is",
}


@pytest.mark.parametrize("name", MONEY_DRILLS)
class TestMoneyDrill:
    def test_holds(self, name: str) -> None:
        for seed in (1, randbelow(1_000_000)):
            found = report_on_money(MONEY_DRILLS[name], seed)
            assert not found.violations, found
            assert found.commands > 100
            assert found.answered == found.commands or name == "order_dual_write"

    def test_finds_what_goes_wrong_without_what_protects(self, name: str) -> None:
        for seed in SEEDS:
            broken = report_on_money(MONEY_DRILLS[name], seed, BROKEN[name])
            if any(FOUND[name] in each for each in broken.violations):
                return
        pytest.fail(f"no seed of {name} found it")

    def test_needs_the_fault_for_it(self, name: str) -> None:
        assert not report_on_money(CALM, 1, BROKEN[name]).violations


class TestCommand:
    def test_plays_them_by_name_and_says_the_same_of_one_seed(self) -> None:
        first, again = (
            CliRunner().invoke(app, ["drill", "postgres_gone", "--seed", "4", "--json"])
            for _ in range(2)
        )
        assert first.exit_code == 0, first.output
        assert first.stdout == again.stdout
        assert '"commands":104' in first.stdout.replace(" ", "")
