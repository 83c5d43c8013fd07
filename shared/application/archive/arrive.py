"""Lets an arriving player in: nothing is done for most, an archived player is thawed."""

from __future__ import annotations

from contextlib import suppress

from shared.application.archive.ports import Ports
from shared.application.archive.thaw import thaw
from shared.application.ports import CacheUnavailable, Unavailable
from shared.archive.tiers import AWAY, Header, arrive, hour_from

MARK_MS = 20 * 3600 * 1000
"""Time for which the cache remembers an arrival, shorter than any tier's idle time.

So the database is asked about once a day per player.
"""


def welcome(ports: Ports, player: str) -> None:
    """Note that a player is here, and bring its rows back from the archive.

    Raise PlayerAway if the rows can't come back at once. While the database is down its tier is
    unknown, and the player is let in: an archived player can't touch a row until the database
    answers.
    """
    if _is_marked(ports, player):
        return
    try:
        header = _arrive(ports, player)
    except Unavailable as outage:
        ports.on_fault(outage)
        return
    if header.tier in AWAY:
        thaw(ports, header)
    with suppress(CacheUnavailable):
        ports.coordination.put(_mark(player), b"1", MARK_MS)


def forget_mark(ports: Ports, player: str) -> None:
    """Make the next arrival read the header again."""
    with suppress(CacheUnavailable):
        ports.coordination.put(_mark(player), b"", 1)


def _arrive(ports: Ports, player: str) -> Header:
    """Return the header after the arrival was noted."""
    while True:
        now, policy = ports.clock(), ports.tier_policy
        header = ports.player_store.enter(player, hour_from(now + policy.idle), now)
        if header.tier in {"restoring", "quarantined", "deleted"}:
            return header
        after = arrive(header, now, policy)
        if after == header or ports.player_store.advance([(header, after)]):
            return after


def _is_marked(ports: Ports, player: str) -> bool:
    try:
        return bool(ports.coordination.get(_mark(player)))
    except CacheUnavailable:
        return False


def _mark(player: str) -> str:
    return f"here:{player}"
