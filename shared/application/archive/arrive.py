"""Lets a player in who was away: nothing is done for most, a thaw for one who was archived."""

from __future__ import annotations

from contextlib import suppress

from shared.application.archive.ports import Ports
from shared.application.archive.thaw import thaw
from shared.application.ports import CacheUnavailable, Unavailable
from shared.archive.tiers import AWAY, Header, arrive, hour_from

MARK_MS = 20 * 3600 * 1000
"""For how long it is remembered in the cache that a player was here: shorter than any tier is idle
for, so that the database is asked about once a day a player."""


def welcome(ports: Ports, player: str) -> None:
    """Note that a player is here, and bring back what is in the archive.

    Raise PlayerAway for one whose rows can't come back at once. Without the database nobody knows,
    and the player is let in: who was archived can't touch a row until it answers.
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
    """Have the next arrival look at the header again."""
    with suppress(CacheUnavailable):
        ports.coordination.put(_mark(player), b"", 1)


def _arrive(ports: Ports, player: str) -> Header:
    """Return the header as it is once the arrival is noted."""
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
