"""Brings a player back from the archive: once, and exactly as the object was stored."""

from __future__ import annotations

from msgspec.structs import replace

from shared.application.archive.ports import Ports
from shared.application.ports import Unavailable
from shared.archive.snapshot import BadObject, Sections, unpacked
from shared.archive.tiers import Header, hour_from, move
from shared.kernel.errors import CommandRefused

RETRY_SECONDS = 5

WAITS_FOR_US = "newer_schema"
"""Reason for waiting: the object is sound, but was written by newer code that was rolled back."""


class PlayerAway(Exception):  # noqa: N818 - a fact: the rows are not here
    """A player's rows are not here; `tier` says where they are, `reason` what is wrong."""

    def __init__(self, tier: str, reason: str = "") -> None:
        super().__init__(f"the player is {tier}" + (f": {reason}" if reason else ""))
        self.tier = tier
        self.reason = reason
        self.retry_seconds = RETRY_SECONDS


def restore(ports: Ports, player: str, *, released: bool = False) -> str:
    """Bring back an archived player whose rows are needed; return the tier.

    A quarantined player stays so unless an operator has `released` the player.
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
    """Restore the rows of a `restoring` player, or raise PlayerAway.

    Safe to repeat and to run twice at once. A player whose object is damaged is quarantined for an
    operator to look at. While a store is down, the sweep retries later.
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
    """Keep a player's object and header as they are until an operator has looked; raises alarms."""
    ports.count_archived("PlayersQuarantined", 1)
    header = ports.player_store.find(player)
    if header is not None and header.tier == "restoring" and reason != WAITS_FOR_US:
        ports.player_store.advance([(header, move(header, "quarantined", None, reason))])
