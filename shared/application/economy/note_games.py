"""Notes which rooms players played and their rewards, for their history and stats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from shared.economy.commands import Transfer


class Played(Struct, frozen=True):
    """A room that a player took part in, and the reward for it."""

    player: str
    game: str
    room: str
    ended_at: datetime
    reward: int


class Rated(Struct, frozen=True):
    """A player's standing in a season, from its stream at `position`."""

    player: str
    season: str
    position: int
    mu: float
    sigma: float
    played: int
    won: int
    at: datetime


class Profiles(Protocol):
    """Players' histories, stats, and standings on ladders."""

    def note(self, games: Sequence[Played]) -> None:
        """Add rooms to histories and stats, each once per player; may raise Unavailable.

        Raise CommandRefused, with nothing noted, if one of the players is in the archive.
        """

    def note_rating(self, rated: Rated) -> None:
        """Replace an older standing; raises as `note` does."""


def played(
    game: str, room: str, ended_at: datetime, rewards: Sequence[Transfer]
) -> Sequence[Played]:
    """Return the rooms played by the players who got these rewards."""
    return [
        Played(each.destination, game, room, ended_at, each.amount)
        for transfer in rewards
        for each in transfer.payments
    ]
