"""The times of a tournament, and the prizes of its places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from shared.games.tournament.facts import TournamentEnded
from shared.games.tournament.state import Open, Over, Running, Section, Seeding
from shared.kernel.facts import Fact
from shared.kernel.game import Schedule
from shared.kernel.reward import Prizes, Won

OPEN_END = timedelta(days=90)
"""Time for which a tournament without an end of its own is listed as running."""


def schedule(state: Any) -> Schedule | None:
    """Return the schedule of a tournament for the list."""
    if state is None or isinstance(state, Section):
        return None
    shown = {"format": state.plan.format, "game": state.plan.game, "most": state.plan.most}
    if isinstance(state, Over):
        return Schedule(
            state.plan.title, state.starts_at, state.ended_at, True, state.ended_at, shown
        )
    ends_at = state.ends_at or state.starts_at + OPEN_END
    is_on = type(state).__name__ == "Running"
    return Schedule(state.plan.title, state.starts_at, ends_at, is_on, None, shown)


def entrants(state: Any) -> Iterable[str]:
    """Return the players of a tournament that is not over, without those who have left."""
    match state:
        case Open() | Seeding():
            return state.entrants
        case Running():
            return [who for seed, who in enumerate(state.entrants) if seed not in state.gone]
        case _:
            return ()


def ended(fact: Fact) -> datetime | None:
    return fact.at if isinstance(fact, TournamentEnded) else None


def won(state: Any) -> Iterator[Won]:
    """Yield each player's prize: equal players share the prizes of all their places."""
    if not isinstance(state, Over):
        return
    rest = state.plan.prizes
    for place in state.places:
        amount = sum(rest[: len(place)]) // len(place)
        rest = rest[len(place) :]
        yield from (Won(who, state.plan.currency, amount) for who in place if amount)


PRIZES = Prizes(won)
