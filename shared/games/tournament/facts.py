"""The facts of a tournament, and their stored names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from shared.games.tournament.pairing.played import Fixture
from shared.games.tournament.plan import PastRound, Plan
from shared.games.tournament.state import Match
from shared.kernel.facts import Fact


class TournamentCreated(Fact, frozen=True):
    plan: Plan
    starts_at: datetime
    ends_at: datetime | None


class Registered(Fact, frozen=True):
    username: str
    checked_in: bool


class CheckInOpened(Fact, frozen=True):
    usernames: tuple[str, ...]


class CheckedIn(Fact, frozen=True):
    username: str


class Left(Fact, frozen=True):
    """A player takes part no more; its match of this round is at `index`, if it has one."""

    username: str
    reason: Literal["withdrew", "disqualified"]
    number: int
    index: int | None


class RegistrationClosed(Fact, frozen=True):
    """`usernames` are the entrants; their ratings on the `ladder` of a game are requested."""

    usernames: tuple[str, ...]
    game: str
    ladder: str


class SeasonClosed(Fact, frozen=True):
    """A season ended, and the ratings of `usernames` at its end are requested."""

    usernames: tuple[str, ...]
    game: str
    ladder: str


class Seeded(Fact, frozen=True):
    """The ratings of the players from index `first` on, in the order in which they were asked."""

    first: int
    ratings: tuple[float, ...]


class TournamentStarted(Fact, frozen=True):
    """`usernames` are in order of their seeds."""

    usernames: tuple[str, ...]


class RoundPaired(Fact, frozen=True):
    """Fixtures name players by their seeds; each section has a stream.

    `places` are the first 64 seeds by standing after the rounds before, and `points` those of each
    place, in halves; both are empty in formats without points.
    """

    number: int
    fixtures: tuple[Fixture, ...]
    sections: int
    places: tuple[tuple[int, ...], ...] = ()
    points: tuple[int, ...] = ()


class SectionDone(Fact, frozen=True):
    number: int
    part: int


class RoundClosed(Fact, frozen=True):
    """`rounds` are those that count, with the number of their sections."""

    number: int
    rounds: tuple[PastRound, ...]


class ResultOverturned(Fact, frozen=True):
    """Rounds after `number` no longer count; `rounds` are those that do."""

    number: int
    index: int
    places: tuple[int, ...]
    rounds: tuple[PastRound, ...]


class TournamentEnded(Fact, frozen=True):
    """`places` are the players from the first place on; equal players share a place.

    `points` are those of each place, in halves; empty in formats without points.
    """

    places: tuple[tuple[str, ...], ...]
    points: tuple[int, ...] = ()


class TournamentStopped(Fact, frozen=True):
    reason: str


class SectionOpened(Fact, frozen=True):
    """`first` is the index of its first match in the round."""

    number: int
    part: int
    first: int
    game: str
    matches: tuple[Match, ...]
    deadline: datetime
    dispute_minutes: int


class ResultTaken(Fact, frozen=True):
    """The result of a match; `position` is that of the end of its room, 0 without a room."""

    index: int
    places: tuple[int, ...]
    by: Literal["match", "operator", "no_show", "forfeit"]
    position: int = 0


class ResultDisputed(Fact, frozen=True):
    index: int
    username: str


class SectionClosed(Fact, frozen=True):
    """The section is final: nothing in it changes any more."""

    number: int
    part: int


type SectionFact = SectionOpened | ResultTaken | ResultDisputed | SectionClosed
type RoomFact = (
    TournamentCreated
    | Registered
    | CheckInOpened
    | CheckedIn
    | Left
    | RegistrationClosed
    | SeasonClosed
    | Seeded
    | TournamentStarted
    | RoundPaired
    | SectionDone
    | RoundClosed
    | ResultOverturned
    | TournamentEnded
    | TournamentStopped
)
type TournamentFact = SectionFact | RoomFact

FACTS: Mapping[str, type[Fact]] = {
    "tournament.tournament_created.v1": TournamentCreated,
    "tournament.registered.v1": Registered,
    "tournament.check_in_opened.v1": CheckInOpened,
    "tournament.checked_in.v1": CheckedIn,
    "tournament.left.v1": Left,
    "tournament.registration_closed.v1": RegistrationClosed,
    "tournament.season_closed.v1": SeasonClosed,
    "tournament.seeded.v1": Seeded,
    "tournament.tournament_started.v1": TournamentStarted,
    "tournament.round_paired.v1": RoundPaired,
    "tournament.section_done.v1": SectionDone,
    "tournament.round_closed.v1": RoundClosed,
    "tournament.result_overturned.v1": ResultOverturned,
    "tournament.tournament_ended.v1": TournamentEnded,
    "tournament.tournament_stopped.v1": TournamentStopped,
    "tournament.section_opened.v1": SectionOpened,
    "tournament.result_taken.v1": ResultTaken,
    "tournament.result_disputed.v1": ResultDisputed,
    "tournament.section_closed.v1": SectionClosed,
}
"""Fact classes by stored name. A class may be renamed, a stored name never."""
