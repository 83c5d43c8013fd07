"""The next round in each format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from shared.games.tournament.pairing.elimination import double, single
from shared.games.tournament.pairing.played import Fixture, History, Standing, ranked
from shared.games.tournament.pairing.swiss import Table, swiss
from shared.games.tournament.pairing.tables import heats, round_robin
from shared.games.tournament.plan import Plan


def next_round(plan: Plan, history: History) -> tuple[list[Fixture], Standing]:
    """Return what can be played now, empty when it is over; and the standing so far."""
    match plan.format:
        case "single":
            return single(history)
        case "double":
            return double(history)
        case "swiss":
            return swiss(history, plan.rounds_of(history.entrants))
        case "round_robin":
            return round_robin(history)
        case "heats":
            return heats(history, plan.heat, plan.advance)
        case "season":
            return [], ranked(dict.fromkeys(range(history.entrants), (0,)))
        case _:
            assert_never(plan.format)


def points(plan: Plan, history: History) -> Mapping[int, int]:
    """Return the points of each entrant, in halves; empty in formats without points."""
    return Table(history).points if plan.format in {"swiss", "round_robin"} else {}
