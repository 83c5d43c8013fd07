"""The economy as a test sees it: commands with keys of their own, and a count of statements."""

from __future__ import annotations

import secrets
import threading
from datetime import UTC, datetime
from typing import Any, Self

import psycopg

from shared.adapters.postgres.economy import PostgresEconomy
from shared.adapters.postgres.pool import Pool
from shared.adapters.postgres.wallet import PostgresWallets
from shared.application.perform import perform
from shared.domain.economy.commands import EconomyCommand, Transfer
from shared.domain.economy.money import Payment

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MOST_STATEMENTS = 3
GOLD = "gold"

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
        self.economy = PostgresEconomy(self.pool)
        self._wallets = PostgresWallets(self.pool)

    @property
    def wallets(self) -> PostgresWallets:
        sent.count = 0
        return self._wallets

    def __enter__(self) -> Self:
        for currency in (GOLD, "gems"):
            self.wallets.add_currency(currency)
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


def pay(source: str, destination: str, amount: int, currency: str = GOLD) -> Transfer:
    return Transfer((Payment(source, destination, currency, amount),))
