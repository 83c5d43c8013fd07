"""The states of a tournament, one for each phase, and of a section."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from shared.games.tournament.pairing.played import Fixture
from shared.games.tournament.plan import PastRound, Plan


class Open(Struct, frozen=True):
    """Players register; `entrants` maps each to whether it has checked in."""

    plan: Plan
    starts_at: datetime
    ends_at: datetime | None
    entrants: dict[str, bool] = {}
    check_in_open: bool = False


class Seeding(Struct, frozen=True):
    """Ratings are requested, before the first round or at the end of a season.

    Each part of `ratings` comes with the index of its first player in `entrants`.
    """

    plan: Plan
    starts_at: datetime
    ends_at: datetime | None
    since: datetime
    entrants: tuple[str, ...]
    is_final: bool = False
    ratings: tuple[tuple[int, tuple[float, ...]], ...] = ()

    @property
    def is_whole(self) -> bool:
        return sum(len(some) for _, some in self.ratings) >= len(self.entrants)

    @property
    def order(self) -> tuple[str, ...]:
        """The entrants, best rating first; equals in the order of registration."""
        ratings = {first + i: each for first, some in self.ratings for i, each in enumerate(some)}
        places = range(len(self.entrants))
        order = sorted(places, key=lambda place: -ratings.get(place, 0.0))
        return tuple(self.entrants[place] for place in order)


class Overturned(Struct, frozen=True):
    number: int
    index: int
    places: tuple[int, ...]


class Running(Struct, frozen=True):
    """Rounds are played.

    Attributes:
        entrants: by seed.
        gone: seeds of those who have left.
        number: the last round that was paired; its `fixtures` are by seed.
        rounds: those that are over and count: number and sections of each.
        done: sections of the current round that are over.
        overturned: how matches ended in truth; a later one of a match counts.
        places, points: the first 64 by seed after the rounds before the current one, and the
            points of each place, in halves; empty where none are counted.
    """

    plan: Plan
    starts_at: datetime
    ends_at: datetime | None
    entrants: tuple[str, ...]
    gone: tuple[int, ...] = ()
    number: int = 0
    fixtures: tuple[Fixture, ...] = ()
    sections: int = 0
    is_playing: bool = False
    rounds: tuple[PastRound, ...] = ()
    done: tuple[int, ...] = ()
    overturned: tuple[Overturned, ...] = ()
    places: tuple[tuple[int, ...], ...] = ()
    points: tuple[int, ...] = ()


class Over(Struct, frozen=True):
    """`places` are the players from the first place on, with `points` of each, in halves.

    A stopped tournament has no places; a format without points has no points.
    """

    plan: Plan
    starts_at: datetime
    ended_at: datetime
    rounds: tuple[PastRound, ...] = ()
    places: tuple[tuple[str, ...], ...] = ()
    reason: str = ""
    points: tuple[int, ...] = ()


class Match(Struct, frozen=True):
    """A match of a section. `places` is empty until the match has a result.

    `room` is where it is played, or empty; `position` is that of the commit that ended the room.
    """

    key: str
    sides: tuple[str, ...]
    seeds: tuple[int, ...]
    room: str = ""
    places: tuple[int, ...] = ()
    by: Literal["", "bye", "match", "operator", "no_show", "forfeit"] = ""
    position: int = 0
    disputed_by: str = ""


class Section(Struct, frozen=True):
    """A part of a round.

    It closes when all is decided, undisputed, and the time to dispute is over. `decided_at` is when
    its last result came.
    """

    number: int
    part: int
    first: int
    matches: tuple[Match, ...]
    opened_at: datetime
    deadline: datetime
    dispute_minutes: int
    decided_at: datetime
    is_closed: bool = False

    @property
    def is_decided(self) -> bool:
        return all(each.places and not each.disputed_by for each in self.matches)

    @property
    def is_disputed(self) -> bool:
        return any(each.disputed_by for each in self.matches)

    @property
    def closes_at(self) -> datetime:
        return self.decided_at + timedelta(minutes=self.dispute_minutes)


type Tournament = Open | Seeding | Running | Over

STATES: Mapping[str, type[Struct]] = {
    "tournament.open.v1": Open,
    "tournament.seeding.v1": Seeding,
    "tournament.running.v1": Running,
    "tournament.over.v1": Over,
    "tournament.section.v1": Section,
}
