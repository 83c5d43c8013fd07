"""Trades by month, as they are in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from shared.adapters.postgres.ask import ask
from shared.adapters.postgres.pool import Pool
from shared.application.archive_trades import Trade

OF_MONTH = """
    SELECT listing, seller, buyer, item, unique_id, amount, currency, price, fee, at, transaction
    FROM market.trades
    WHERE at >= %(month)s AND at < %(end)s
      AND (at, listing) > (%(at)s, %(listing)s)
    ORDER BY at, listing LIMIT %(limit)s
"""


LONGER = timedelta(days=32)
"""Than any month."""


class PostgresTrades:
    """A page is read along the primary key of the month's partition."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def oldest_month(self, before: datetime) -> datetime | None:
        [(month,)] = ask(self._pool, "SELECT economy.oldest_trades(%s)", before)
        return None if month is None else datetime(month.year, month.month, 1, tzinfo=UTC)

    def of_month(self, month: datetime, after: Trade | None, limit: int) -> Sequence[Trade]:
        at, listing = (after.at, after.listing) if after else (month, 0)
        end = (month + LONGER).replace(day=1)
        arguments = {"month": month, "end": end, "at": at, "listing": listing, "limit": limit}
        return [Trade(*row) for row in ask(self._pool, OF_MONTH, **arguments)]

    def drop_month(
        self, month: datetime, trades: int, last: datetime | None, now: datetime
    ) -> bool:
        statement = "SELECT economy.drop_trades(%s, %s, %s, %s)"
        return bool(ask(self._pool, statement, month.date(), trades, last, now)[0][0])
