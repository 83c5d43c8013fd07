"""Reports on the tiers of the archive, and on one player."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from msgspec import Struct
from msgspec.structs import replace

from shared.application.archive.ports import Ports
from shared.archive.cost import Seen, WhatIf, break_even_months, dollars, what_if
from shared.archive.snapshot import BadObject, Sections, unpacked
from shared.archive.tiers import AWAY, Header
from shared.kernel.errors import CommandRefused

SAMPLED = 100_000
"""Approximate number of headers sampled for when players were seen, however many there are."""

DAY = timedelta(days=1)


class TierCost(Struct, frozen=True):
    """The players of a tier, the bytes of their objects, and the monthly cost of both."""

    tier: str
    players: int
    bytes: int
    dollars: float


class TiersReport(Struct, frozen=True):
    """The tiers, and how long ago the players outside the archive were seen, from a sample.

    `what_if` is the effect of the policy that was asked about.
    """

    idle_days: float
    cold_after_days: float
    break_even_months: float
    tiers: Sequence[TierCost]
    seen: Sequence[Seen]
    what_if: WhatIf | None


def report(ports: Ports, cold_after: timedelta | None = None) -> TiersReport:
    """Return the report, with the effect of another `cold_after` if given; nothing is changed.

    Raise CommandRefused for a duration that no stage may have.
    """
    policy = ports.tier_policy
    if cold_after is not None:
        try:
            replace(policy, cold_after=cold_after)
        except ValueError as error:
            raise CommandRefused("bad_policy", least_days=policy.idle / DAY) from error
    counts = ports.player_store.counts()
    step = max(1, sum(each.players for each in counts) // SAMPLED)
    seen = [Seen(*each) for each in ports.player_store.last_seen(step)]
    return TiersReport(
        policy.idle / DAY,
        policy.cold_after / DAY,
        break_even_months(),
        [
            TierCost(*of, dollars=dollars(*of))
            for of in ((each.tier, each.players, each.bytes) for each in counts)
        ],
        seen,
        None if cold_after is None else what_if(seen, cold_after),
    )


def sections_of(ports: Ports, header: Header) -> Sections:
    """Return all that is kept of a player, in whichever tier; raise BadObject."""
    if header.tier not in AWAY:
        return ports.player_store.read([header])[header.player].sections
    body = ports.player_objects.get(header.player)
    if body is None or header.object is None:
        raise BadObject("missing", header.player)
    return unpacked(header.player, body, header.object.sha256)
