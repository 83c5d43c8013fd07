"""The economy as a test sees it: commands with keys of their own, and a count of statements."""

from __future__ import annotations

import secrets
import threading
from datetime import UTC, datetime
from typing import Any, Self

import psycopg
import pytest

from shared.adapters.postgres.audit import PostgresLedger
from shared.adapters.postgres.economy import PostgresEconomy
from shared.adapters.postgres.inventory import PostgresInventories
from shared.adapters.postgres.market import PostgresMarket
from shared.adapters.postgres.pool import Pool
from shared.adapters.postgres.wallet import PostgresWallets
from shared.application.economy.audit_economy import Difference, audit_economy
from shared.application.economy.perform import perform
from shared.application.economy.ports import Economy
from shared.economy.commands import EconomyCommand, Grant, Transfer
from shared.economy.money import Payment
from shared.economy.things import Definition, Thing
from shared.kernel.errors import CommandRefused

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MOST_STATEMENTS = 3
GOLD = "gold"
FEE_BASIS_POINTS = 500
CATALOGUE = (
    Definition("arrow", stackable=True, most=1000),
    Definition("sword", stackable=False, most=3, slot="hand"),
    Definition("axe", stackable=False, most=3, slot="hand"),
    Definition("gem", stackable=False, most=100),
)

sent = threading.local()


class CountingCursor(psycopg.Cursor[Any]):
    """Counts the statements of a thread since it last began a request."""

    def execute(self, *args: Any, **named: Any) -> Self:
        sent.count = getattr(sent, "count", 0) + 1
        assert sent.count <= MOST_STATEMENTS, "a request sends at most three statements"
        return super().execute(*args, **named)


def new_name() -> str:
    return secrets.token_hex(6)


class Bank:
    """Players' names are made anew for each test, so that tests share a database."""

    def __init__(self, url: str, connections: int) -> None:
        self.pool = Pool(url, connections, cursor_factory=CountingCursor)
        self.economy: Economy = PostgresEconomy(self.pool, FEE_BASIS_POINTS)
        self._wallets = PostgresWallets(self.pool)
        self._inventories = PostgresInventories(self.pool)
        self._market = PostgresMarket(self.pool)

    @property
    def wallets(self) -> PostgresWallets:
        sent.count = 0
        return self._wallets

    @property
    def inventories(self) -> PostgresInventories:
        sent.count = 0
        return self._inventories

    @property
    def market(self) -> PostgresMarket:
        sent.count = 0
        return self._market

    def __enter__(self) -> Self:
        for currency in (GOLD, "gems"):
            self.wallets.add_currency(currency)
        self.inventories.publish(1, CATALOGUE, NOON)
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.close()

    def do(self, command: EconomyCommand, key: str = "", scope: str = "test") -> dict[str, Any]:
        """Carry a command out; the result of the first, for one that is not a batch."""
        return self.do_all(command, key, scope)[0]

    def do_all(
        self, command: EconomyCommand, key: str = "", scope: str = "test", now: datetime = NOON
    ) -> list[dict[str, Any]]:
        sent.count = 0
        results = perform(self.economy, command, scope=scope, key=key or new_name(), now=now)
        return [dict(each) for each in results]

    def player(self, gold: int = 0) -> str:
        name = new_name()
        if gold:
            self.do(pay("$issuance/0", name, gold))
        return name

    def gold(self, owner: str) -> int:
        return sum(each.balance for each in self.accounts(owner) if each.currency == GOLD)

    def accounts(self, owner: str) -> list[Any]:
        return list(self.wallets.balances(owner))

    def things(self, owner: str) -> dict[str, int]:
        """Item, or item and id, to how many."""
        found = self.inventories.holdings(owner)
        return {f"{each.item} {each.id}".strip(): each.amount for each in found}

    def armed(self, arrows: int = 0, **single: str) -> str:
        """A player with arrows and single things: item to id."""
        name = new_name()
        things = [Thing("arrow", arrows)] if arrows else []
        things += [Thing(item, id=each) for item, each in single.items()]
        self.do(Grant(name, tuple(things)))
        return name


def pay(source: str, destination: str, amount: int, currency: str = GOLD) -> Transfer:
    return Transfer((Payment(source, destination, currency, amount),))


def refused(bank: Bank, command: EconomyCommand, reason: str, **more: Any) -> None:
    with pytest.raises(CommandRefused) as refusal:
        bank.do_all(command, **more)
    assert refusal.value.reason == reason


def audited(url: str) -> list[Difference]:
    pool = Pool(url, 1)
    try:
        return list(audit_economy(PostgresLedger(pool)))
    finally:
        pool.close()
