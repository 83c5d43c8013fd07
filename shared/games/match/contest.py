"""The contest of a finished match, for the ladder."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shared.games.match.facts import MatchCancelled, MatchEnded
from shared.games.match.state import Over
from shared.kernel.contest import Contest
from shared.kernel.facts import Fact

PAIR = 2


def ended(fact: Fact) -> datetime | None:
    return fact.at if isinstance(fact, MatchEnded | MatchCancelled) else None


def contest(state: Any) -> Contest | None:
    """Return the contest of a match of invited players only: friends may play as they like."""
    if not (isinstance(state, Over) and state.places and state.plan.teams):
        return None
    teams = state.plan.teams
    places = tuple(state.places[team[0]] for team in teams)
    return Contest(mode(teams), teams, places, state.ended_at)


def mode(teams: tuple[tuple[str, ...], ...]) -> str:
    """Name the ladder of a match by the sizes of its teams."""
    return "v".join(str(len(team)) for team in teams) if len(teams) == PAIR else "melee"
