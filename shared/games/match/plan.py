"""The settings of a match, and its stream."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct

from shared.kernel.names import room_stream

NAME = "match"
FEWEST, MOST = 2, 16
"""Minimum and maximum number of players."""

MOST_TURNS = 60
AT_ONCE_LASTS = timedelta(minutes=5)
PACE = timedelta(milliseconds=250)
"""Minimum time between two actions of a player, in a real-time match."""

COME_WITHIN = timedelta(seconds=60)
LONGEST_OPEN = timedelta(days=1)
SEATS_OPEN = timedelta(minutes=10)
WORN_WITHIN = timedelta(seconds=5)
"""Time for which a full match waits for its players' worn items; after it they don't count."""

FILLED_BEFORE = 3
"""Turns after which nobody takes the place of a player who has left."""

GRACE = timedelta(seconds=30)
"""Time without a sign after which a player counts as away, and forfeits."""

type Style = Literal["at_once", "rounds"]


class Plan(Struct, frozen=True):
    """Settings of a match. `teams` names the players; if empty, the first to join play, each alone.

    In style `rounds`, all players choose in secret, within `turn_seconds`.
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
        """Time without a sign after which a player is away; by rounds, longer than one round."""
        return max(GRACE, 2 * self.turn) if self.style == "rounds" else GRACE

    @property
    def lasts(self) -> timedelta:
        return AT_ONCE_LASTS if self.style == "at_once" else (MOST_TURNS + 1) * self.turn


def match_stream(match: str) -> str:
    """Return the stream of a match: that of its room."""
    return room_stream(NAME, match)
