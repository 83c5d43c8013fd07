"""Who may name whom, what is counted, and what is told of others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from msgspec.json import encode

from shared.adapters.memory.entry import InMemoryPlayers
from shared.application.economy.order import operate, order
from shared.application.economy.ports import Economy, Request, Results
from shared.application.players.limit import ORDERS, TooFast
from shared.application.players.ports import Player
from shared.economy.checks import size
from shared.economy.commands import EconomyCommand, Transfer
from shared.economy.money import Payment
from shared.economy.names import Names
from shared.kernel.errors import CommandRefused
from shared.kernel.players import Identity
from shared.wire.operations import decode_operation
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

    def transfer_each(self, *_: object) -> None:
        raise AssertionError


class Lookups(InMemoryPlayers):
    """Notes which names were asked for at once."""

    def __init__(self, players: InMemoryPlayers) -> None:
        super().__init__()
        self.asked: list[list[str]] = []
        self._claims = players._claims

    def ids_of(self, usernames: Iterable[str]) -> dict[str, str]:
        self.asked.append(list(usernames))
        return super().ids_of(self.asked[-1])


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
        assert refusal(lambda: Names(parts.players.ids_of).player(name)) == "unknown_player"

    @pytest.mark.parametrize("name", ["$prizes", "$fees/15", "$season_1/week_2"])
    def test_may_be_a_system_account_to_an_operator(
        self, parts: OrderingApplication, name: str
    ) -> None:
        assert Names(parts.players.ids_of).payer(name) == name
        assert Names(parts.players.ids_of).payer("bob") == "p-bob"

    @pytest.mark.parametrize(
        "name", ["$", "$issuance", "$issuance/0", "$issuance_2", "$listing/1", "$a/", "$a\n", "$A"]
    )
    def test_are_not_those_that_book_themselves(
        self, parts: OrderingApplication, name: str
    ) -> None:
        assert refusal(lambda: Names(parts.players.ids_of).payer(name)) == "bad_owner"

    @pytest.mark.parametrize("batched", [False, True])
    def test_of_many_are_looked_up_at_once(self, parts: OrderingApplication, batched: bool) -> None:
        crowd = [f"name-{number}" for number in range(251)]
        for name in crowd:
            parts.players.create(Player(f"p-{name}", name, START))
        pairs = [{"from": "$prizes", "to": crowd[-1]}, *map(_pair, crowd, crowd[1:])][:250]
        payments = [each | {"currency": "gold", "amount": 1} for each in pairs]
        body: dict[str, Any] = {"do": "transfer", "payments": payments}
        if batched:
            halves = (payments[:125], payments[125:])
            orders = [{"do": "transfer", "payments": half} for half in halves]
            body = {"do": "batch", "orders": orders}
        lookups = Lookups(parts.players)
        asked = decode_operation(encode(body))
        command = asked.command("k1", Names(lookups.ids_of))
        assert size(command) == 250
        assert [len(set(each)) for each in lookups.asked] == [251]

    def test_are_not_looked_up_when_they_are_too_many(self, parts: OrderingApplication) -> None:
        payment = {"from": "ann", "to": "bob", "currency": "gold", "amount": 1}
        order = {"do": "transfer", "payments": [payment] * 250}
        body = {"do": "batch", "orders": [order] * 3}
        lookups = Lookups(parts.players)
        asked = decode_operation(encode(body))
        assert refusal(lambda: asked.command("k1", Names(lookups.ids_of))) == "too_large"
        assert lookups.asked == []


def _pair(source: str, destination: str) -> dict[str, str]:
    return {"from": source, "to": destination}
