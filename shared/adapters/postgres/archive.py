"""Reads the trades of a month from PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from shared.adapters.postgres.ask import ask
from shared.adapters.postgres.pool import Pool
from shared.application.economy.archive_trades import Stored, Trade

OF_MONTH = """
    SELECT listing, seller, buyer, item, unique_id, amount, currency, price, fee, at, transaction
    FROM market.trades
    WHERE at >= %(month)s AND at < %(end)s
      AND (at, listing) > (%(at)s, %(listing)s)
    ORDER BY at, listing LIMIT %(limit)s
"""

STORED = """
    SELECT part + 1, (sum(trades) OVER ())::bigint, last, listing
    FROM market.archived_parts WHERE month = %s ORDER BY part DESC LIMIT 1
"""

LONGER = timedelta(days=32)
"""A time longer than any month."""


class PostgresTrades:
    """Reads pages along the primary key of the month's partition."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def oldest_month(self, before: datetime) -> datetime | None:
        [(month,)] = ask(self._pool, "SELECT economy.oldest_trades(%s)", before)
        return None if month is None else datetime(month.year, month.month, 1, tzinfo=UTC)

    def of_month(self, month: datetime, after: Stored, limit: int) -> Sequence[Trade]:
        end = (month + LONGER).replace(day=1)
        place = {"at": after.last or month, "listing": after.listing}
        rows = ask(self._pool, OF_MONTH, month=month, end=end, limit=limit, **place)
        return [Trade(*row) for row in rows]

    def stored(self, month: datetime) -> Stored:
        rows = ask(self._pool, STORED, month.date())
        return Stored(*rows[0]) if rows else Stored()

    def note_stored(self, month: datetime, page: Sequence[Trade], part: int, now: datetime) -> None:
        statement = "SELECT economy.note_archived(%s, %s, %s, %s, %s, %s)"
        last = page[-1]
        ask(self._pool, statement, month.date(), part, len(page), last.at, last.listing, now)

    def drop_month(
        self, month: datetime, trades: int, last: datetime | None, now: datetime
    ) -> bool:
        statement = "SELECT economy.drop_trades(%s, %s, %s, %s)"
        return bool(ask(self._pool, statement, month.date(), trades, last, now)[0][0])
