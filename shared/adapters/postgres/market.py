"""Reads the market's listings from PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shared.adapters.postgres.ask import ask
from shared.adapters.postgres.pool import Pool
from shared.application.economy.ports import Listing

SEARCH = """
    SELECT id, seller, item, coalesce(unique_id, ''), amount, currency, price, expires
    FROM market.listings
    WHERE state = 'open' AND item = %s AND currency = %s AND (price, id) > (%s, %s)
      AND expires > %s
    ORDER BY price, id LIMIT %s
"""


class PostgresMarket:
    """Searches along the index of open listings, so every page costs the same."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def search(
        self,
        item: str,
        currency: str,
        now: datetime,
        after: tuple[int, int] = (0, 0),
        limit: int = 50,
    ) -> Sequence[Listing]:
        rows = ask(self._pool, SEARCH, item, currency, *after, now, limit)
        return [Listing(*row) for row in rows]

    def expire(self, now: datetime, limit: int = 100) -> int:
        statement = "SELECT economy.expire_listings(%s, %s)"
        return int(ask(self._pool, statement, now, limit)[0][0])

    def make_partitions(self, now: datetime, ahead: int = 3) -> int:
        statement = "SELECT economy.partition_trades(%s, %s)"
        return int(ask(self._pool, statement, now, ahead)[0][0])
