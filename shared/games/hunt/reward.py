"""The reward for taking part in a hunt."""

from __future__ import annotations

from typing import Any

from shared.games.hunt.state import Seeker
from shared.kernel.reward import Earned, Reward

CURRENCY = "coins"
PARTICIPATION = 10
COINS_PER_POINT = 1


def earned(state: Any) -> Earned | None:
    """Return the coins of a seeker; at least one."""
    if not isinstance(state, Seeker):
        return None
    return Earned(state.player_id, PARTICIPATION + COINS_PER_POINT * state.points)


REWARD = Reward(CURRENCY, earned)
