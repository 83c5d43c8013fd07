"""Views of a ladder: everybody sees standings; a player sees the changes of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, assert_never

from msgspec import Struct

from shared.games.ladder.facts import ContestRated, LadderFact, PlayerEntered
from shared.games.ladder.rules import rating
from shared.games.ladder.state import Standing
from shared.kernel.facts import Event
from shared.kernel.viewer import Audience, Viewer


class Entered(Event, frozen=True):
    name: ClassVar[str] = "ladder.entered"
    rating: int


class Rated(Event, frozen=True):
    """A contest changed the player's rating by `gained`, which may be negative."""

    name: ClassVar[str] = "contest.rated"
    contest: str
    place: int
    rating: int
    gained: int


EVENTS: tuple[type[Event], ...] = (Entered, Rated)


class StandingView(Struct, frozen=True):
    """A player on a ladder: a skill of mean `mu` and deviation `sigma`, shown as `rating`."""

    username: str
    rating: int
    mu: float
    sigma: float
    played: int
    won: int


def audience(standing: Standing) -> Audience:
    return Audience((standing.username,))


def message(fact: LadderFact, viewer: Viewer) -> Event | None:
    """Return the event, for the owner of the stream and for operators; None for others."""
    if viewer.role not in {"owner", "operator"}:
        return None
    match fact:
        case PlayerEntered():
            return Entered(timestamp=fact.at, rating=fact.rating.shown)
        case ContestRated():
            shown = fact.rating.shown
            return Rated(
                timestamp=fact.at,
                contest=fact.contest,
                place=fact.place,
                rating=shown,
                gained=shown - fact.before.shown,
            )
        case _:
            assert_never(fact)


def snapshot(standing: Standing, _viewer: Viewer, now: datetime) -> StandingView:
    """Return the player's standing now."""
    at = rating(standing, None, now)
    return StandingView(standing.username, at.shown, at.mu, at.sigma, standing.played, standing.won)


def points(fact: LadderFact, username: str) -> Mapping[str, int]:
    """Return the rating after the fact."""
    return {username: fact.rating.shown}
