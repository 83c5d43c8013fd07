"""What came of a rehearsal, cell by cell: mergeable, so that one cell is kept at a time."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct, field

from cli.load.histogram import Histogram
from cli.load.profiles import Profile
from cli.load.results import Results
from cli.rehearse.cells import cells
from cli.rehearse.check import violations
from cli.rehearse.crowd import Crowd
from cli.rehearse.models import Models
from cli.rehearse.quotas import Used


class Options(Struct, frozen=True):
    """How a profile is played; `gateways` are those of a cell, 0 for as many as it needs.

    Of many `cells` only so many are played, and stand for the others; 0 plays all. With `beside`
    the naive design is played, too.
    """

    seed: int = 1
    gateways: int = 0
    raised: bool = False
    cells: int = 0
    beside: bool = False


class Played(Struct):
    """What is counted of the cells that were played; `parts` are all there would be.

    `busiest` are shares of a core by kind of process, `waits` are for a match, `acks` of owners.
    What is counted stands for `times` as much, where not all cells were played.
    """

    results: Results = field(default_factory=Results)
    used: Used = field(default_factory=Used)
    counts: Counter[str] = field(default_factory=Counter)
    busiest: dict[str, float] = field(default_factory=dict)
    waits: Histogram = field(default_factory=Histogram)
    acks: Histogram = field(default_factory=Histogram)
    pushes: Histogram = field(default_factory=Histogram)
    units: Counter[int] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    cells: int = 0
    parts: int = 0
    times: float = 1.0
    seconds: float = 0.0
    player_seconds: float = 0.0

    def add(self, crowd: Crowd) -> None:
        self.cells += 1
        self.results.merge(crowd.results)
        self.used.merge(crowd.quotas.used)
        self.pushes.merge(crowd.pushes)
        self.units.update(crowd.log.units)
        self.counts.update(_counts(crowd))
        self.violations += violations(crowd)
        if crowd.lobby is not None:
            self.waits.merge(crowd.lobby.waits)
        fleet, seconds = crowd.fleet, crowd.loop.now
        self.seconds = max(self.seconds, seconds)
        self.player_seconds += crowd.player_seconds
        for owner in fleet.owners:
            self.acks.merge(owner.acks)
        for kind, hosts in (("gateway", fleet.gateways), ("owner", fleet.owners)):
            if shares := [each.core.busy / seconds for each in hosts]:
                self.busiest[kind] = max(self.busiest.get(kind, 0.0), *shares)


def play(profile: Profile, models: Models, options: Options) -> Played:
    """Play a profile, a cell after the other; the same options make the same."""
    parts = cells(profile)
    chosen = parts[: options.cells or len(parts)]
    played = Played(parts=len(parts))
    for number, part in enumerate(chosen):
        seed = options.seed if len(parts) == 1 else options.seed * len(parts) + number
        share = part.players / profile.players
        crowd = Crowd(part, models, seed, options.gateways, share=share, raised=options.raised)
        with _kept():
            crowd.play()
            played.add(crowd)
    tasks = played.counts["gateways"] + played.counts["owners"]
    played.used.seconds["fargate.processors"] = Counter({0: tasks})
    played.times = profile.players / sum(each.players for each in chosen)
    played.used.stand_for(played.times)
    return played


@contextmanager
def _kept() -> Iterator[None]:
    """Look for no garbage while a cell is played and checked: nearly all is kept until its end.

    To look took a seventh of the processor's time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _counts(crowd: Crowd) -> dict[str, int]:
    fleet = crowd.fleet
    return {
        "gateways": len(fleet.gateways),
        "owners": len(fleet.owners),
        "conflicts": sum(each.conflicts for each in (*fleet.gateways, fleet.worker)),
        "deferred": crowd.commands.deferred,
        "queries": crowd.log.queries,
        "refused": crowd.log.refused,
        "refused units": crowd.log.refused_units,
        "direct units": crowd.log.units.total(),
        "journal units": sum(each.units for each in fleet.owners),
    }
