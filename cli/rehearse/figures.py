"""The figures of a rehearsal: those of `rumpus load`, and what only a model sees."""

from __future__ import annotations

from typing import Any

from cli.failure import Failed
from cli.load.profiles import load_profile
from cli.load.show import scale_text
from cli.load.summary import summary
from cli.rehearse.check import violations
from cli.rehearse.crowd import Crowd
from cli.rehearse.models import read_models
from shared.games.codebattle import CODE_BATTLE

WRITES_OF_TABLE = 40_000
NEW_TABLE = 4_000
"""Write units a second that a table takes: by the default quota, and when it is new."""


def rehearsed(name: str, scale: float, seconds: float | None, seed: int, gateways: int) -> Crowd:
    """Play it; raises Failed for a profile that is none, or of another game."""
    profile = load_profile(name).scaled(scale, seconds)
    if profile.game != CODE_BATTLE.name:
        raise Failed(
            f"The profile {name} is of the game {profile.game}: only battles are rehearsed."
        )
    crowd = Crowd(profile, read_models(), seed, gateways)
    crowd.play()
    return crowd


def figures(name: str, crowd: Crowd, seed: int) -> dict[str, Any]:
    """The same seed makes the same, to the byte."""
    played = scale_text(load_profile(name), crowd.profile)
    found = summary(name, crowd.profile, crowd.results, 1, played)
    profile = crowd.profile
    whole = load_profile(name)
    scale = profile.players / whole.players
    return found | {
        "rehearsal": _rehearsal(crowd),
        "violations": list(violations(crowd)),
        "again": f"rumpus rehearse {name} --scale {scale:g} --seconds {profile.seconds:g} "
        f"--seed {seed} --gateways {len(crowd.gateways)}",
    }


def _rehearsal(crowd: Crowd) -> dict[str, Any]:
    units = crowd.log.units
    second, most = max(units.items(), key=lambda each: (each[1], -each[0]), default=(0, 0))
    return {
        "gateways": len(crowd.gateways),
        "busiest core": f"{max(each.core.busy for each in crowd.gateways) / crowd.loop.now:.1%}",
        "conflicts": sum(each.conflicts for each in crowd.gateways),
        "deferred": crowd.deferred,
        "queries of streams": crowd.log.queries,
        "appends that found their stream moved": crowd.log.refused,
        "their share of write units": f"{crowd.log.refused_units / max(units.total(), 1):.1%}",
        "most write units in a second": f"{most} after {second} s",
        "of a new table": f"{most / NEW_TABLE:.0%}",
        "of the table's quota": f"{most / WRITES_OF_TABLE:.0%}",
    }
