"""What can have happened in a tournament, and under which names it is stored."""

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
    """Somebody takes part no more; its match of this round is at `index`, if it has one."""

    username: str
    reason: Literal["withdrew", "disqualified"]
    number: int
    index: int | None


class RegistrationClosed(Fact, frozen=True):
    """`usernames` are who takes part; their ratings in `ladder` of a game are asked for."""

    usernames: tuple[str, ...]
    game: str
    ladder: str


class SeasonClosed(Fact, frozen=True):
    """The ratings of `usernames` at the end of a season are asked for."""

    usernames: tuple[str, ...]
    game: str
    ladder: str


class Seeded(Fact, frozen=True):
    """The ratings of the players from the `first` on, in the order in which they were asked for."""

    first: int
    ratings: tuple[float, ...]


class TournamentStarted(Fact, frozen=True):
    """`usernames` are in the order of their seeds."""

    usernames: tuple[str, ...]


class RoundPaired(Fact, frozen=True):
    """Fixtures name players by their seeds; each section has a stream.

    `places` are the first 64 by seed after the rounds before, and `points` those of each place, in
    halves; both are empty where no points are counted.
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
    """Rounds after `number` count no more; `rounds` are those that do."""

    number: int
    index: int
    places: tuple[int, ...]
    rounds: tuple[PastRound, ...]


class TournamentEnded(Fact, frozen=True):
    """`places` are the players from the first place on; those of one place stand together.

    `points` are those of each place, in halves; none where no points are counted.
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
    """How a match ended; `position` is that of the end of its room, 0 if it had none."""

    index: int
    places: tuple[int, ...]
    by: Literal["match", "operator", "no_show", "forfeit"]
    position: int = 0


class ResultDisputed(Fact, frozen=True):
    index: int
    username: str


class SectionClosed(Fact, frozen=True):
    """Nothing of this section changes any more."""

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
"""Stored name to fact. A class may be renamed, a stored name never."""
