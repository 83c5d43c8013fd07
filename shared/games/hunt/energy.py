"""Energy: regained with the time of each command, spent by a seeker's actions."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from shared.games.hunt import rules as r
from shared.kernel.errors import CommandRefused


class Energy(Struct, frozen=True):
    """An amount of energy at a time; since then it has grown by the rules."""

    level: int
    since: datetime


def regained(energy: Energy, rules: r.Energy, now: datetime) -> Energy:
    """Return the energy at a time; an unfinished period is kept."""
    if energy.level >= rules.most:
        return Energy(energy.level, max(now, energy.since))
    each = timedelta(seconds=rules.regain)
    periods = max(0, (now - energy.since) // each)
    if energy.level + periods >= rules.most:
        return Energy(rules.most, now)
    return Energy(energy.level + periods, energy.since + periods * each)


def spent(energy: Energy, rules: r.Energy, now: datetime, cost: int) -> Energy:
    """Return the energy after a cost; raise CommandRefused `tired` if there is too little."""
    here = regained(energy, rules, now)
    if here.level < cost:
        ready = here.since + (cost - here.level) * timedelta(seconds=rules.regain)
        raise CommandRefused("tired", energy=here.level, needs=cost, ready_at=ready.isoformat())
    return Energy(here.level - cost, here.since)


def refreshed(energy: Energy, rules: r.Energy, amount: int) -> Energy:
    """Return the energy after a gift, at most the maximum."""
    return Energy(max(energy.level, min(rules.most, energy.level + amount)), energy.since)
