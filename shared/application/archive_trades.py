"""Moves the trades of months that are long over into the archive (S2-26)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from msgspec import Struct

from shared.application.parts import HasClock

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


class Trades(Protocol):
    """Trades by month; each method may raise EconomyUnavailable."""

    def oldest_month(self, before: datetime) -> datetime | None:
        """Return when the oldest month that is kept began, if it was over by then."""

    def of_month(self, month: datetime, after: Trade | None, limit: int) -> Sequence[Trade]:
        """Return trades of a month in order of time and listing, after the given one."""

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


class Parts(HasClock, Protocol):
    """What archiving needs of the application."""

    @property
    def trades(self) -> Trades: ...
    @property
    def archive(self) -> Archive: ...


def archive_trades(parts: Parts, until: datetime) -> int:
    """Archive month after month, the oldest first; begin none later. Return how many.

    A month is dropped when all of it was stored and read back. Who dies before that stores it
    again, under the same names.
    """
    months = 0
    while (now := parts.clock()) < until:
        month = parts.trades.oldest_month(now - KEPT)
        if month is None:
            break
        count, last = _store(parts, month)
        parts.trades.drop_month(month, count, last.at if last else None, now)
        months += 1
    return months


def _store(parts: Parts, month: datetime) -> tuple[int, Trade | None]:
    count, last, part = 0, None, 0
    while page := parts.trades.of_month(month, last, AT_ONCE):
        parts.archive.keep(f"trades/{month:%Y-%m}/{part:05}", page)
        count, last, part = count + len(page), page[-1], part + 1
    return count, last
