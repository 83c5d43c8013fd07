"""The facts of a ladder."""

from __future__ import annotations

from shared.kernel.facts import Fact
from shared.kernel.rating import Rating


class PlayerEntered(Fact, frozen=True):
    """`rating` is the one with which the player begins the season."""

    username: str
    rating: Rating


class ContestRated(Fact, frozen=True):
    """`before` is the rating before the contest, `rating` the one after it."""

    username: str
    contest: str
    place: int
    before: Rating
    rating: Rating


type LadderFact = PlayerEntered | ContestRated
