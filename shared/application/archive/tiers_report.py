"""What the archive tells of itself, and of one player."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from msgspec import Struct

from shared.application.archive.ports import Ports, TierCount
from shared.archive.snapshot import BadObject, Sections, unpacked
from shared.archive.tiers import AWAY, Header

SAMPLED = 100_000
"""About so many headers tell when players were seen, however many there are."""

DAY = timedelta(days=1)


class Seen(Struct, frozen=True):
    days: int
    players: int


class TiersReport(Struct, frozen=True):
    """The tiers, and how long ago players were seen who are here; the latter is from a sample."""

    idle_days: float
    cold_after_days: float
    tiers: Sequence[TierCount]
    seen: Sequence[Seen]


def report(ports: Ports) -> TiersReport:
    counts = ports.player_store.counts()
    here = sum(each.players for each in counts)
    step = max(1, here // SAMPLED)
    seen = [Seen(*each) for each in ports.player_store.last_seen(step)]
    policy = ports.tier_policy
    return TiersReport(policy.idle / DAY, policy.cold_after / DAY, counts, seen)


def sections_of(ports: Ports, header: Header) -> Sections:
    """Return all that is kept of a player, wherever it is; raise BadObject."""
    if header.tier not in AWAY:
        return ports.player_store.read([header])[header.player].sections
    body = ports.player_objects.get(header.player)
    if body is None or header.object is None:
        raise BadObject("missing", header.player)
    return unpacked(header.player, body, header.object.sha256)
