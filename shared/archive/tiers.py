"""In which tier a player is, and which moves there are: pure rules, without a store.

A *header* is all that is kept of a player for ever. `due` is the full hour at which somebody has to
look at it. It moves when it is over, not when the player is seen: being active costs no index.
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
        ("hot", "freezing"),  # an operator's wish alone
        ("warm", "freezing"),
        ("freezing", "warm"),
        ("freezing", "hot"),
        ("freezing", "archived"),
        ("archived", "restoring"),
        ("restoring", "hot"),
        ("restoring", "quarantined"),
        ("quarantined", "restoring"),  # an operator's wish alone, when the object is whole again
        ("hot", "deleted"),
        ("warm", "deleted"),
        ("archived", "deleted"),
        ("quarantined", "deleted"),
    }
)


class IllegalMove(Exception):  # noqa: N818 - a fact: the rules know no such move
    """There is no way from this tier to that one."""

    def __init__(self, start: str, end: str) -> None:
        super().__init__(f"no player moves from {start} to {end}")


class Stored(Struct, frozen=True):
    """An object of the archive: where it is, and how to know it again. `sha256` is of its bytes."""

    url: str
    etag: str
    sha256: str
    bytes: int
    schema: int
    at: datetime


class Header(Struct, frozen=True):
    """A player's row; `object` is the last that was stored, also when the player is back."""

    player: str
    tier: Tier
    version: int
    seen: datetime
    due: datetime | None = None
    thaws: int = 0
    reason: str = ""
    object: Stored | None = None


class Policy(Struct, frozen=True):
    """After how long without a sign a player is warm, then archived; and how long work may take."""

    idle: timedelta = timedelta(days=3)
    cold_after: timedelta = timedelta(days=180)
    lease: timedelta = timedelta(minutes=10)
    again: timedelta = timedelta(days=1)

    def __post_init__(self) -> None:
        """A day is the least that marks of arrivals in the cache allow."""
        if not timedelta(days=1) < self.idle <= self.cold_after:
            raise ValueError("idle is more than a day, and cold_after no less than idle")


def move(header: Header, tier: Tier, due: datetime | None, reason: str = "") -> Header:
    """Return the header in its next tier, or raise IllegalMove; to stay in a tier is no move."""
    if header.tier != tier and (header.tier, tier) not in EDGES:
        raise IllegalMove(header.tier, tier)
    return replace(header, tier=tier, due=due, reason=reason)


def arrive(header: Header, now: datetime, policy: Policy) -> Header:
    """Return what becomes of a player who is here: hot, or on the way back from the archive.

    The due hour of a hot player stays as it is: who looks then, sees when the player was here.
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
    """Return what becomes of a player whose hour has come.

    One who was here meanwhile is looked at again when it matters. A freeze or thaw of which nothing
    was heard for the lease is taken up again.
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
    """Return the first full hour after a time: by then, what is longer than until it is over."""
    return at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
