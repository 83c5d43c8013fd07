"""What taking part in a battle is worth.

A reward follows from a participant's own stream alone, so that it is the same whenever, and on
whichever try, it is worked out; a place on the board would need everybody's.
"""

from __future__ import annotations

CURRENCY = "coins"
PARTICIPATION = 10
COINS_PER_POINT = 1


def reward(points: int) -> int:
    """Coins for a participant who ended with so many points; never none."""
    return PARTICIPATION + COINS_PER_POINT * points
