"""How a match is to be played, and its stream."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct

from shared.kernel.names import room_stream

NAME = "match"
FEWEST, MOST = 2, 16
"""Players of a match."""

MOST_TURNS = 60
AT_ONCE_LASTS = timedelta(minutes=5)
PACE = timedelta(milliseconds=250)
"""Between two actions of a player, in a match at once."""

COME_WITHIN = timedelta(seconds=60)
LONGEST_OPEN = timedelta(days=1)
SEATS_OPEN = timedelta(minutes=10)
WORN_WITHIN = timedelta(seconds=5)
"""For so long a match whose players have come waits for what they wear; then it counts nothing."""

FILLED_BEFORE = 3
"""Turns after which nobody takes the place of one who has left."""

GRACE = timedelta(seconds=30)
"""Whoever gives no sign for so long is away, and forfeits."""

type Style = Literal["at_once", "rounds"]


class Plan(Struct, frozen=True):
    """`teams` are who was asked; without them the first to come take the seats, each alone.

    In a match by rounds all choose in secret, for `turn_seconds` at most.
    """

    style: Style = "rounds"
    seats: Annotated[int, Meta(ge=FEWEST, le=MOST)] = 2
    teams: tuple[tuple[str, ...], ...] = ()
    turn_seconds: Annotated[int, Meta(ge=1, le=300)] = 20

    @property
    def asked(self) -> tuple[str, ...]:
        return tuple(who for team in self.teams for who in team)

    @property
    def turn(self) -> timedelta:
        return timedelta(seconds=self.turn_seconds)

    @property
    def grace(self) -> timedelta:
        """By rounds nobody is away who has missed one."""
        return max(GRACE, 2 * self.turn) if self.style == "rounds" else GRACE

    @property
    def lasts(self) -> timedelta:
        return AT_ONCE_LASTS if self.style == "at_once" else (MOST_TURNS + 1) * self.turn


def match_stream(match: str) -> str:
    """A match is one stream: that of its room."""
    return room_stream(NAME, match)
