"""What may be asked of a ladder."""

from __future__ import annotations

from collections.abc import Mapping

from shared.kernel.facts import Command, PlayerCommand
from shared.kernel.rating import Rating


class Enter(PlayerCommand, frozen=True, tag="enter"):
    """Enter the ladder of a season before your first contest."""


class RateContest(Command, frozen=True):
    """Rates a player for a contest, given with all its teams and places.

    `found` holds, according to the log, the rating before the contest of each player it has rated;
    None before the log was read.
    """

    room: str
    username: str
    contest: str
    teams: tuple[tuple[str, ...], ...]
    places: tuple[int, ...]
    found: Mapping[str, Rating] | None = None


type LadderCommand = Enter | RateContest
