"""What can have happened on a ladder."""

from __future__ import annotations

from shared.kernel.facts import Fact
from shared.kernel.rating import Rating


class PlayerEntered(Fact, frozen=True):
    """`rating` is what the player begins the season with."""

    username: str
    rating: Rating


class ContestRated(Fact, frozen=True):
    """`before` is what the contest found, `rating` what it left."""

    username: str
    contest: str
    place: int
    before: Rating
    rating: Rating


type LadderFact = PlayerEntered | ContestRated
