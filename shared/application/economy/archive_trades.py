"""Moves the trades of long past months into the archive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from msgspec import Struct

KEPT = timedelta(days=365)
"""Time after its month for which a trade stays in the database."""

AT_ONCE = 20_000
"""Maximum trades in one object of the archive: some 4 MB before compression."""


class Trade(Struct, frozen=True):
    """A listing that was sold, in the terms of the table `market.trades`."""

    listing: int
    seller: str
    buyer: str
    item: str
    unique_id: str | None
    amount: int
    currency: str
    price: int
    fee: int
    at: datetime
    transaction: int | None


class Stored(Struct, frozen=True):
    """How much of a month is archived: the number of objects and trades, and the last trade."""

    parts: int = 0
    trades: int = 0
    last: datetime | None = None
    listing: int = 0


class Trades(Protocol):
    """Trades by month; each method may raise EconomyUnavailable."""

    def oldest_month(self, before: datetime) -> datetime | None:
        """Return the first day of the oldest month kept, if the month was over before `before`."""

    def of_month(self, month: datetime, after: Stored, limit: int) -> Sequence[Trade]:
        """Return trades of a month ordered by time and listing, after those that are stored."""

    def stored(self, month: datetime) -> Stored:
        """Return how much of a month is stored."""

    def note_stored(self, month: datetime, page: Sequence[Trade], part: int, now: datetime) -> None:
        """Note that the next object holds these trades; idempotent.

        Raise CommandRefused with `part_taken` if that part holds other trades.
        """

    def drop_month(
        self, month: datetime, trades: int, last: datetime | None, now: datetime
    ) -> bool:
        """Drop a month that has so many trades, the last of that time; return False if it is gone.

        Raise CommandRefused with `not_archived` if it has a later trade.
        """


class Archive(Protocol):
    """The store for trades that are kept for years."""

    def keep(self, name: str, rows: Sequence[Any]) -> None:
        """Store JSON values under a name and read them back; raise ArchiveDiffers if they differ.

        The same name again replaces them.
        """


class ArchiveDiffers(Exception):  # noqa: N818 - a fact: what came back is not what was stored
    """The stored rows of this name differ from what was written."""


def archive_trades(
    trades: Trades, archive: Archive, clock: Callable[[], datetime], until: datetime
) -> int:
    """Archive months, the oldest first, until none is left or time is up; return how many are done.

    Each object is noted after it was stored and read back, and the next run goes on after it. A
    process that dies before the note leaves the same trades to be stored again, under the same
    name. A month is dropped when all of it is noted.
    """
    months = 0
    while (now := clock()) < until:
        month = trades.oldest_month(now - KEPT)
        if month is None or (stored := _store(trades, archive, clock, month, until)) is None:
            break
        trades.drop_month(month, stored.trades, stored.last, now)
        months += 1
    return months


def _store(
    trades: Trades,
    archive: Archive,
    clock: Callable[[], datetime],
    month: datetime,
    until: datetime,
) -> Stored | None:
    """Return what is stored once that is the whole month; None if time is up."""
    while clock() < until:
        stored = trades.stored(month)
        page = trades.of_month(month, stored, AT_ONCE)
        if not page:
            return stored
        archive.keep(f"trades/{month:%Y-%m}/{stored.parts:05}", page)
        trades.note_stored(month, page, stored.parts, clock())
    return None
