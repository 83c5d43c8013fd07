"""Who may name whom, what is counted, and what is told of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shared.application.economy_ports import Economy, Request, Results
from shared.application.entry_ports import Player
from shared.application.limit import ORDERS, TooFast
from shared.application.order import Names, operate, order
from shared.application.ports import Identity
from shared.domain.economy.commands import EconomyCommand, Transfer
from shared.domain.economy.money import Payment
from shared.domain.kernel.errors import CommandRefused
from tests.memory import START, MemoryApplication

ANN = Identity("p-ann", "ann")
BALANCES = [{"owner": "p-ann", "balance": 1}, {"owner": "p-bob", "balance": 9}]
RESULTS: Results = ({"transaction": 7, "balances": BALANCES}, {"id": "x", "slot": "hand"})


class Notebook:
    """Carries nothing out but notes who asked under which key."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def perform(self, request: Request, command: EconomyCommand) -> Results:
        del command
        self.asked.append((request.scope, request.key))
        return RESULTS


class OrderingApplication(MemoryApplication):
    def __init__(self) -> None:
        super().__init__()
        self.notebook = Notebook()
        for name in ("ann", "bob"):
            self.players.create(Player(f"p-{name}", name, START))

    @property
    def economy(self) -> Economy:
        return self.notebook


@pytest.fixture
def parts() -> OrderingApplication:
    return OrderingApplication()


def meant(names: Names) -> EconomyCommand:
    return Transfer((Payment("p-ann", names.player("bob"), "gold", 1),))


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(CommandRefused) as refused:
        act()
    return refused.value.reason


class TestOrder:
    def test_tells_nothing_of_the_accounts_of_others(self, parts: OrderingApplication) -> None:
        told = order(parts, ANN, "k1", meant)
        assert told == ({"transaction": 7, "balances": BALANCES[:1]}, RESULTS[1])
        assert parts.notebook.asked == [("p-ann", "k1")]

    def test_is_limited_before_anything_is_read(self, parts: OrderingApplication) -> None:
        for _ in range(ORDERS.burst):
            order(parts, ANN, "k1", meant)

        def unread(_: Names) -> Any:
            raise AssertionError

        with pytest.raises(TooFast) as fast:
            order(parts, ANN, "k1", unread)
        assert fast.value.wait_ms == ORDERS.every_ms
        assert len(parts.notebook.asked) == ORDERS.burst

    def test_is_counted_for_90_seconds_by_60(self) -> None:
        assert ORDERS.burst * ORDERS.every_ms == 90_000

    @pytest.mark.parametrize("key", ["", "a b", "x" * 65, "k\n"])
    def test_needs_a_good_key(self, parts: OrderingApplication, key: str) -> None:
        assert refusal(lambda: order(parts, ANN, key, meant)) == "bad_key"
        assert parts.notebook.asked == []


class TestOperate:
    def test_tells_all_and_is_not_limited(self, parts: OrderingApplication) -> None:
        for _ in range(ORDERS.burst + 1):
            assert operate(parts, Identity("operator", "operator"), "k1", meant) == RESULTS


class TestNames:
    @pytest.mark.parametrize("name", ["eve", "p-bob", "$prizes", "$issuance/0", "Bob", ""])
    def test_of_no_player_are_refused(self, parts: OrderingApplication, name: str) -> None:
        assert refusal(lambda: Names(parts.players).player(name)) == "unknown_player"

    @pytest.mark.parametrize("name", ["$prizes", "$fees/15", "$season_1/week_2"])
    def test_may_be_the_house_s_to_an_operator(self, parts: OrderingApplication, name: str) -> None:
        assert Names(parts.players).payer(name) == name
        assert Names(parts.players).payer("bob") == "p-bob"

    @pytest.mark.parametrize(
        "name", ["$", "$issuance", "$issuance/0", "$issuance_2", "$listing/1", "$a/", "$a\n", "$A"]
    )
    def test_are_not_those_that_book_themselves(
        self, parts: OrderingApplication, name: str
    ) -> None:
        assert refusal(lambda: Names(parts.players).payer(name)) == "bad_owner"
