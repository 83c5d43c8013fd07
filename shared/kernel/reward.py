"""What players are paid when a room is over: for their part in it, or by how it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct


class Earned(Struct, frozen=True):
    """A player's pay for its part, in the smallest units of a currency."""

    player_id: str
    amount: int


class Reward(Struct, frozen=True):
    """The reward for taking part: each player of a room is paid once, when the room is over.

    `earned` computes it from the state of a player's stream alone, so that every try computes the
    same. The first fact of the stream tells the player's id.
    """

    currency: str
    earned: Callable[[Any], Earned | None]


class Won(Struct, frozen=True):
    """A player's prize, in the smallest units of a currency."""

    username: str
    currency: str
    amount: int


class Prizes(Struct, frozen=True):
    """What a room pays its players once, when it is over; `won` computes it from the room's state.

    A stage has the `currencies` from the start; an operator must create any other.
    """

    won: Callable[[Any], Iterable[Won]]
    currencies: tuple[str, ...] = ()
