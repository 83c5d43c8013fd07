"""Where a player stands."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from shared.kernel.rating import Rating

KNOWN = 32
"""Contests that a stream knows by name; whether an older one is among its facts, the log says."""


class Standing(Struct, frozen=True):
    """`found` has what each of the last contests found; `at` is the latest time of any contest."""

    username: str
    rating: Rating
    at: datetime
    played: int = 0
    won: int = 0
    found: dict[str, Rating] = {}
