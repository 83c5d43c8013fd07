"""What players are paid when a room is over: for what they did in it, or by how it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct


class Earned(Struct, frozen=True):
    """What a player is paid, in the smallest units of a currency."""

    player_id: str
    amount: int


class Reward(Struct, frozen=True):
    """What taking part is worth: each player of a room is paid once, when the room is over.

    `earned` tells it from the state of a player's stream, and from nothing else, so that it is the
    same on whichever try it is worked out. The first fact of the stream tells the player.
    """

    currency: str
    earned: Callable[[Any], Earned | None]


class Won(Struct, frozen=True):
    """What a player is paid, in the smallest units of a currency."""

    username: str
    currency: str
    amount: int


class Prizes(Struct, frozen=True):
    """What a room pays its players once, when it is over; `won` tells it from the room's state.

    A stage has the `currencies` from the start; any other one is an operator's to make.
    """

    won: Callable[[Any], Iterable[Won]]
    currencies: tuple[str, ...] = ()
