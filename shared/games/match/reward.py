"""The prizes of a match for those who fought in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shared.games.match.state import Over
from shared.kernel.reward import Prizes, Won

CURRENCY = "coins"
PARTICIPATION, VICTORY = 5, 10


def won(state: Any) -> Iterator[Won]:
    """Yield the coins of players whom the matchmaker invited; those who fell at once get none.

    Open matches pay nothing: friends could play them for the coins alone.
    """
    if not (isinstance(state, Over) and state.plan.teams and state.places):
        return
    for who, fighter in state.fighters.items():
        if fighter.fell != 1:
            first = state.places[who] == 1
            yield Won(who, CURRENCY, PARTICIPATION + VICTORY * first)


PRIZES = Prizes(won, (CURRENCY,))
