"""What may be asked of a ladder."""

from __future__ import annotations

from shared.kernel.facts import Command, PlayerCommand


class Enter(PlayerCommand, frozen=True, tag="enter"):
    """Stand on the ladder of a season before your first contest."""


class RateContest(Command, frozen=True):
    """Rates a player for a contest, of which all teams and places are told."""

    room: str
    username: str
    contest: str
    teams: tuple[tuple[str, ...], ...]
    places: tuple[int, ...]


type LadderCommand = Enter | RateContest
