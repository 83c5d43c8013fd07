"""What a game says of a contest that is over, and a ladder of its ratings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec import Struct

from shared.kernel.facts import Command
from shared.kernel.rating import Rating


class Contest(Struct, frozen=True):
    """Teams competed in a mode; `places` are theirs, from 1, and equal ones are draws."""

    mode: str
    teams: tuple[tuple[str, ...], ...]
    places: tuple[int, ...]
    at: datetime


class Ladder(Struct, frozen=True):
    """How a game keeps ratings of the contests of other games.

    A season of a mode is a room, in which each player has a stream. `rate` makes the command that
    rates one player: it is given the contest, its name, and the player. `rating` is a player's at a
    time: it is given the states of its streams of that season and of the one before, or None.
    """

    season: Callable[[str, datetime], str]
    before: Callable[[str], str]
    rate: Callable[[Contest, str, str], Command]
    rating: Callable[[Any, Any, datetime], Rating]
