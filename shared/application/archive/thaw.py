"""Brings a player back from the archive: once, and only as the object was stored."""

from __future__ import annotations

from msgspec.structs import replace

from shared.application.archive.ports import Ports
from shared.application.ports import Unavailable
from shared.archive.snapshot import BadObject, Sections, unpacked
from shared.archive.tiers import Header, hour_from, move
from shared.kernel.errors import CommandRefused

RETRY_SECONDS = 5

WAITS_FOR_US = "newer_schema"
"""An object that is whole, and that code which was rolled back can't read."""


class PlayerAway(Exception):  # noqa: N818 - a fact: the rows are not here
    """A player's rows are in the archive; `tier` says how far they are, `reason` what is wrong."""

    def __init__(self, tier: str, reason: str = "") -> None:
        super().__init__(f"the player is {tier}" + (f": {reason}" if reason else ""))
        self.tier = tier
        self.reason = reason
        self.retry_seconds = RETRY_SECONDS


def restore(ports: Ports, player: str, *, released: bool = False) -> str:
    """Bring a player back who is archived, of whom somebody wants something; return the tier.

    One who is quarantined stays so unless an operator has `released` the player.
    """
    header = ports.player_store.find(player)
    away = {"archived", "quarantined"} if released else {"archived"}
    while header is not None and header.tier in away:
        due = hour_from(ports.clock() + ports.tier_policy.lease)
        begun = move(header, "restoring", due)
        if ports.player_store.advance([(header, begun)]):
            header = replace(begun, version=header.version + 1)
        else:
            header = ports.player_store.find(player)
    if header is None:
        raise CommandRefused("unknown_player")
    if header.tier == "restoring":
        thaw(ports, header)
        return "hot"
    return header.tier


def thaw(ports: Ports, header: Header) -> None:
    """Put the rows of a player back who is `restoring`, or raise PlayerAway.

    It may be repeated, and done by two at once. A player whose object can't be relied upon is
    quarantined: an operator has to look. While a store is away the sweep goes on.
    """
    if header.tier in {"quarantined", "deleted"}:
        raise PlayerAway(header.tier, header.reason)
    player, now = header.player, ports.clock()
    try:
        sections = _sections(ports, header)
        due = hour_from(now + ports.tier_policy.idle)
        tier = ports.player_store.thaw(player, sections, due, now)
    except Unavailable as outage:
        ports.on_fault(outage)
        raise PlayerAway("restoring") from outage
    except BadObject as bad:
        _quarantine(ports, player, bad.reason)
        raise PlayerAway("quarantined", bad.reason) from bad
    except CommandRefused as refusal:
        _quarantine(ports, player, refusal.reason)
        raise PlayerAway("quarantined", refusal.reason) from refusal
    if tier not in {"hot", "warm"}:
        raise PlayerAway("restoring")
    ports.count_archived("PlayersThawed", 1)


def _sections(ports: Ports, header: Header) -> Sections:
    body = ports.player_objects.get(header.player)
    if body is None or header.object is None:
        raise BadObject("missing", header.player)
    return unpacked(header.player, body, header.object.sha256)


def _quarantine(ports: Ports, player: str, reason: str) -> None:
    """Keep a player's object and header as they are until somebody has looked; alarms ring."""
    ports.count_archived("PlayersQuarantined", 1)
    header = ports.player_store.find(player)
    if header is not None and header.tier == "restoring" and reason != WAITS_FOR_US:
        ports.player_store.advance([(header, move(header, "quarantined", None, reason))])
