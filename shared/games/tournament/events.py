"""The events that a viewer sees of facts."""

from __future__ import annotations

from typing import ClassVar, Literal

from shared.games.tournament.plan import Plan
from shared.games.tournament.state import Match
from shared.kernel.facts import Event
from shared.kernel.moments import Moment


class TournamentCreated(Event, frozen=True):
    name: ClassVar[str] = "tournament.created"
    plan: Plan
    starts_at: Moment


class EntrantChanged(Event, frozen=True):
    name: ClassVar[str] = "entrant.changed"
    username: str
    change: Literal["registered", "checked_in", "withdrew", "disqualified"]


class PhaseChanged(Event, frozen=True):
    """A new phase began. `entrants` is the number of players who take part."""

    name: ClassVar[str] = "phase.changed"
    phase: Literal["check_in", "seeding", "running"]
    entrants: int


class RoundPaired(Event, frozen=True):
    """A round was paired. Each section is a stream: `{tournament}/round/{round}-{section}`."""

    name: ClassVar[str] = "round.paired"
    round: int
    matches: int
    sections: int


class RoundClosed(Event, frozen=True):
    name: ClassVar[str] = "round.closed"
    round: int


class ResultOverturned(Event, frozen=True):
    """The result of a match of an earlier round was replaced. Later rounds are void."""

    name: ClassVar[str] = "result.overturned"
    round: int
    match: int
    places: tuple[int, ...]


class TournamentEnded(Event, frozen=True):
    """The tournament ended. `first` are the players on the first 16 places.

    If `first` is empty, the tournament was stopped for the `reason`.
    """

    name: ClassVar[str] = "tournament.ended"
    first: tuple[tuple[str, ...], ...]
    reason: str = ""


class SectionOpened(Event, frozen=True):
    """A section of a round opened. `first` is the index of its first match in the round."""

    name: ClassVar[str] = "section.opened"
    round: int
    first: int
    matches: tuple[Match, ...]
    deadline: Moment


class ResultTaken(Event, frozen=True):
    name: ClassVar[str] = "result.taken"
    match: int
    places: tuple[int, ...]
    by: Literal["match", "operator", "no_show", "forfeit"]


class ResultDisputed(Event, frozen=True):
    name: ClassVar[str] = "result.disputed"
    match: int
    username: str


class SectionClosed(Event, frozen=True):
    name: ClassVar[str] = "section.closed"
    round: int


EVENTS: tuple[type[Event], ...] = (
    TournamentCreated,
    EntrantChanged,
    PhaseChanged,
    RoundPaired,
    RoundClosed,
    ResultOverturned,
    TournamentEnded,
    SectionOpened,
    ResultTaken,
    ResultDisputed,
    SectionClosed,
)
