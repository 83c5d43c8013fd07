"""Reads balances and ledgers from PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

from shared.adapters.postgres.ask import ask
from shared.adapters.postgres.pool import Pool
from shared.application.economy.ports import Balance, LedgerEntry
from shared.economy.money import MAX_AMOUNT, check_currency

BALANCES = """
    SELECT currency, balance, held, version FROM wallet.accounts WHERE owner = %s ORDER BY currency
"""

LEDGER = """
    SELECT t.id, t.kind, e.amount, e.balance, t.at
    FROM wallet.entries AS e JOIN wallet.transactions AS t ON t.id = e.transaction
    WHERE e.account = (SELECT id FROM wallet.accounts WHERE owner = %s AND currency = %s)
      AND e.transaction < %s
    ORDER BY e.transaction DESC LIMIT %s
"""


class PostgresWallets:
    """Each method is one statement."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def add_currency(self, currency: str) -> None:
        check_currency(currency)
        ask(self._pool, "SELECT wallet.add_currency(%s)", currency)

    def balances(self, owner: str) -> Sequence[Balance]:
        return [Balance(*row) for row in ask(self._pool, BALANCES, owner)]

    def ledger(
        self, owner: str, currency: str, before: int | None = None, limit: int = 50
    ) -> Sequence[LedgerEntry]:
        start = MAX_AMOUNT if before is None else before
        return [LedgerEntry(*row) for row in ask(self._pool, LEDGER, owner, currency, start, limit)]
