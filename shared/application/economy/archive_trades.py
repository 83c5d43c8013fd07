"""Moves the trades of months that are long over into the archive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from msgspec import Struct

KEPT = timedelta(days=365)
"""How long after its month a trade stays in the database."""

AT_ONCE = 20_000
"""Trades of one object in the archive: some 4 MB before they are packed."""


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
    """How far a month is in the archive: so many objects and trades, up to the last of these."""

    parts: int = 0
    trades: int = 0
    last: datetime | None = None
    listing: int = 0


class Trades(Protocol):
    """Trades by month; each method may raise EconomyUnavailable."""

    def oldest_month(self, before: datetime) -> datetime | None:
        """Return when the oldest month that is kept began, if it was over by then."""

    def of_month(self, month: datetime, after: Stored, limit: int) -> Sequence[Trade]:
        """Return trades of a month in order of time and listing, after those that are stored."""

    def stored(self, month: datetime) -> Stored:
        """Return how far a month is."""

    def note_stored(self, month: datetime, page: Sequence[Trade], part: int, now: datetime) -> None:
        """Note that the next object has these trades; the same again is no error.

        Raise CommandRefused with `part_taken` if another object is next.
        """

    def drop_month(
        self, month: datetime, trades: int, last: datetime | None, now: datetime
    ) -> bool:
        """Forget a month with so many trades, the last of that time; False if it is gone.

        Raise CommandRefused with `not_archived` if there is a later one.
        """


class Archive(Protocol):
    """What is kept for years."""

    def keep(self, name: str, rows: Sequence[Any]) -> None:
        """Store JSON values under a name, and read them back; raise ArchiveDiffers if not equal.

        The same name again replaces them.
        """


class ArchiveDiffers(Exception):  # noqa: N818 - a fact: what came back is not what was stored
    """The rows of this name can't be relied upon."""


def archive_trades(
    trades: Trades, archive: Archive, clock: Callable[[], datetime], until: datetime
) -> int:
    """Archive month after month, the oldest first, until it is late; return how many are done.

    Each object is noted once it was stored and read back, and the next run goes on after it. Who
    dies before the note stores the same trades again, under the same name. A month is dropped when
    all of it is noted.
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
    """Return what is stored of a month when that is all of it, or None when it is late."""
    while clock() < until:
        stored = trades.stored(month)
        page = trades.of_month(month, stored, AT_ONCE)
        if not page:
            return stored
        archive.keep(f"trades/{month:%Y-%m}/{stored.parts:05}", page)
        trades.note_stored(month, page, stored.parts, clock())
    return None
