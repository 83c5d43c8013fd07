"""The state of a ladder's stream: a player's standing."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from shared.kernel.rating import Rating

KNOWN = 32
"""Contests that a stream knows by name; for older ones the log must be read."""


class Standing(Struct, frozen=True):
    """`found` holds the rating before each of the last contests; `at` is the time of the latest."""

    username: str
    rating: Rating
    at: datetime
    played: int = 0
    won: int = 0
    found: dict[str, Rating] = {}
