"""What the tiers cost, after how long the archive pays, and what a policy would move."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from msgspec import Struct

from shared.archive.tiers import AWAY

GIGABYTE = 1e9

ROWS_BYTES = 13_500
"""Of a player in PostgreSQL with indexes: some 40 rows. Measured by `make bench ARGS="archive"`."""

HEADER_BYTES = 250
"""Of a header with its two indexes, which every player has for ever."""

AURORA_GIGABYTE = 0.10
"""Dollars a month (Aurora Standard, us-east-1)."""

S3_GIGABYTE = 0.023
"""Dollars a month (S3 Standard, us-east-1)."""

OBJECT_BYTES = 1_750
"""Of a player who was not archived yet: the mean of the design's players, packed."""

ROUND_TRIP = 30e-6
"""Dollars to archive a player and bring the player back: a put, a get, and some 120 reads and
writes of pages at $0.20 a million."""

SAVED = (ROWS_BYTES * AURORA_GIGABYTE - OBJECT_BYTES * S3_GIGABYTE) / GIGABYTE
"""Dollars a month that a player costs less in the archive."""


class Seen(Struct, frozen=True):
    """So many players who are here were seen last so many days ago."""

    days: int
    players: int


class WhatIf(Struct, frozen=True):
    """How many of those who are here a policy would archive; dollars once, and saved a month."""

    cold_after_days: float
    here: int
    archived: int
    once: float
    saved: float


def dollars(tier: str, players: int, objects_bytes: int) -> float:
    """Return what a tier's rows and objects cost in a month."""
    rows = HEADER_BYTES + (0 if tier in AWAY else ROWS_BYTES)
    return (players * rows * AURORA_GIGABYTE + objects_bytes * S3_GIGABYTE) / GIGABYTE


def break_even_months() -> float:
    """Return for how long a player must be away until archiving has cost less than keeping."""
    return ROUND_TRIP / SAVED


def what_if(seen: Iterable[Seen], cold_after: timedelta) -> WhatIf:
    """Return what would become of players if they were archived after that time without a sign."""
    days = cold_after / timedelta(days=1)
    here = gone = 0
    for each in seen:
        here += each.players
        gone += each.players if each.days > days else 0
    return WhatIf(days, here, gone, gone * ROUND_TRIP / 2, gone * SAVED)
