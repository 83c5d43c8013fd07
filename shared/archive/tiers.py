"""Defines the tiers of players and the moves between them: pure rules, without a store.

Only a player's *header* is kept for ever. `due` is the full hour at which a look at it is due. It
moves when that hour is over, not when the player is seen: so activity causes no index writes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

type Tier = Literal["hot", "warm", "freezing", "archived", "restoring", "quarantined", "deleted"]

AWAY = frozenset({"archived", "restoring", "quarantined", "deleted"})
"""Tiers in which a player has no rows."""

EDGES: frozenset[tuple[Tier, Tier]] = frozenset(
    {
        ("hot", "warm"),
        ("warm", "hot"),
        ("hot", "freezing"),  # only by an operator
        ("warm", "freezing"),
        ("freezing", "warm"),
        ("freezing", "hot"),
        ("freezing", "archived"),
        ("archived", "restoring"),
        ("restoring", "hot"),
        ("restoring", "quarantined"),
        ("quarantined", "restoring"),  # only by an operator, when the object is whole again
        ("hot", "deleted"),
        ("warm", "deleted"),
        ("archived", "deleted"),
        ("quarantined", "deleted"),
    }
)


class IllegalMove(Exception):  # noqa: N818 - a fact: the rules know no such move
    """The rules allow no move from this tier to that one."""

    def __init__(self, start: str, end: str) -> None:
        super().__init__(f"no player moves from {start} to {end}")


class Stored(Struct, frozen=True):
    """An object of the archive: its place and identity. `sha256` is of its bytes."""

    url: str
    etag: str
    sha256: str
    bytes: int
    schema: int
    at: datetime


class Header(Struct, frozen=True):
    """A player's row; `object` is the last stored object, even after the player is back."""

    player: str
    tier: Tier
    version: int
    seen: datetime
    due: datetime | None = None
    thaws: int = 0
    reason: str = ""
    object: Stored | None = None


class Policy(Struct, frozen=True):
    """The times without a sign after which a player is warm, then archived; the lease of a move."""

    idle: timedelta = timedelta(days=3)
    cold_after: timedelta = timedelta(days=180)
    lease: timedelta = timedelta(minutes=10)
    again: timedelta = timedelta(days=1)

    def __post_init__(self) -> None:
        """Refuse times under a day, the resolution of arrivals in the cache."""
        if not timedelta(days=1) < self.idle <= self.cold_after:
            raise ValueError("idle is more than a day, and cold_after no less than idle")


def move(header: Header, tier: Tier, due: datetime | None, reason: str = "") -> Header:
    """Return the header in its next tier; raise IllegalMove, also for the same tier."""
    if header.tier != tier and (header.tier, tier) not in EDGES:
        raise IllegalMove(header.tier, tier)
    return replace(header, tier=tier, due=due, reason=reason)


def arrive(header: Header, now: datetime, policy: Policy) -> Header:
    """Return the header of a player who arrives: hot, or on the way back from the archive.

    A hot player's due hour stays: the look at that hour sees when the player was last here.
    """
    seen = replace(header, seen=max(header.seen, now))
    match header.tier:
        case "hot":
            return seen
        case "warm" | "freezing":
            return move(seen, "hot", hour_from(now + policy.idle))
        case "archived" | "restoring":
            return move(seen, "restoring", hour_from(now + policy.lease))
        case _:
            return header


def look(header: Header, now: datetime, policy: Policy) -> Header:
    """Return the header of a player whose due hour has come.

    For a player who was seen meanwhile, it sets the next due hour. A freeze or thaw without a sign
    for the length of the lease is started again.
    """
    away = now - header.seen
    match header.tier:
        case "hot" if away > policy.idle:
            return move(header, "warm", hour_from(header.seen + policy.cold_after))
        case "hot":
            return replace(header, due=hour_from(header.seen + policy.idle))
        case "warm" if away > policy.cold_after:
            return move(header, "freezing", hour_from(now + policy.lease))
        case "warm":
            return replace(header, due=hour_from(header.seen + policy.cold_after))
        case "freezing" | "restoring":
            return replace(header, due=hour_from(now + policy.lease))
        case _:
            return replace(header, due=None)


def give_up(header: Header, now: datetime, policy: Policy, reason: str) -> Header:
    """Return the header of a player who can't be archived now, and why."""
    return move(header, "warm", hour_from(now + policy.again), reason)


def hour_from(at: datetime) -> datetime:
    """Return the first full hour after a time, by which that time is certainly over."""
    return at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
