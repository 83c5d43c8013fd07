"""The reward for taking part in a battle.

A reward follows from a participant's own stream alone, so that every try computes the same at any
time; a place on the board would need everybody's stream.
"""

from __future__ import annotations

from typing import Any

from shared.games.codebattle.state import Participant
from shared.kernel.reward import Earned, Reward

CURRENCY = "coins"
PARTICIPATION = 10
COINS_PER_POINT = 1


def earned(state: Any) -> Earned | None:
    """Return the coins of a participant; at least one."""
    if not isinstance(state, Participant):
        return None
    return Earned(state.player_id, PARTICIPATION + COINS_PER_POINT * state.points)


REWARD = Reward(CURRENCY, earned)
