"""Notes what players played, beside what they were paid for it: their history and stats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from shared.economy.commands import Transfer


class Played(Struct, frozen=True):
    """A room that a player took part in, and the reward of it."""

    player: str
    game: str
    room: str
    ended_at: datetime
    reward: int


class Rated(Struct, frozen=True):
    """A player's standing in a season, as its stream has it at `position`."""

    player: str
    season: str
    position: int
    mu: float
    sigma: float
    played: int
    won: int
    at: datetime


class Profiles(Protocol):
    """What players played, and where they stand on ladders."""

    def note(self, games: Sequence[Played]) -> None:
        """Add rooms to histories and stats, each once a player; may raise Unavailable.

        Raise CommandRefused, with nothing noted, where one of the players is in the archive.
        """

    def note_rating(self, rated: Rated) -> None:
        """Note a standing in place of an older one; refused and unavailable as `note`."""


def played(
    game: str, room: str, ended_at: datetime, rewards: Sequence[Transfer]
) -> Sequence[Played]:
    """Return what rewards say of who played."""
    return [
        Played(each.destination, game, room, ended_at, each.amount)
        for transfer in rewards
        for each in transfer.payments
    ]
