"""Computes what the tiers cost, when the archive pays off, and what a policy would move."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from msgspec import Struct

from shared.archive.tiers import AWAY

GIGABYTE = 1e9

ROWS_BYTES = 13_500
"""Bytes of a player's 40 or so rows in PostgreSQL with indexes, by `make bench ARGS="archive"`."""

HEADER_BYTES = 250
"""Bytes of a header with its two indexes, which every player has for ever."""

AURORA_GIGABYTE = 0.10
"""Dollars for a GB and month (Aurora Standard, us-east-1)."""

S3_GIGABYTE = 0.023
"""Dollars for a GB and month (S3 Standard, us-east-1)."""

OBJECT_BYTES = 1_750
"""Estimated bytes of the object of a player not archived yet: the mean of the design's players."""

ROUND_TRIP = 30e-6
"""Dollars to archive a player and bring the player back: a put, a get, and some 120 reads and
writes of pages at $0.20 a million."""

SAVED = (ROWS_BYTES * AURORA_GIGABYTE - OBJECT_BYTES * S3_GIGABYTE) / GIGABYTE
"""Dollars a month that archiving a player saves."""


class Seen(Struct, frozen=True):
    """The number of players with rows who were last seen a number of days ago."""

    days: int
    players: int


class WhatIf(Struct, frozen=True):
    """The players with rows whom a policy would archive; its dollars once, and saved a month."""

    cold_after_days: float
    here: int
    archived: int
    once: float
    saved: float


def dollars(tier: str, players: int, objects_bytes: int) -> float:
    """Return the monthly cost of a tier's rows and objects in dollars."""
    rows = HEADER_BYTES + (0 if tier in AWAY else ROWS_BYTES)
    return (players * rows * AURORA_GIGABYTE + objects_bytes * S3_GIGABYTE) / GIGABYTE


def break_even_months() -> float:
    """Return the months that a player must be away for archiving to cost less than keeping."""
    return ROUND_TRIP / SAVED


def what_if(seen: Iterable[Seen], cold_after: timedelta) -> WhatIf:
    """Return the effect of archiving players who were not seen for `cold_after`."""
    days = cold_after / timedelta(days=1)
    here = gone = 0
    for each in seen:
        here += each.players
        gone += each.players if each.days > days else 0
    return WhatIf(days, here, gone, gone * ROUND_TRIP / 2, gone * SAVED)
