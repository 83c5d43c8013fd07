"""The facts of a match, and their stored names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from shared.games.match.actions import Action, Item
from shared.games.match.arena import Fighter
from shared.games.match.plan import Plan
from shared.games.match.resolve import Blow
from shared.kernel.facts import Fact


class MatchOpened(Fact, frozen=True, omit_defaults=True):
    """`seed` is secret until the match is over; all dice derive from it.

    With `gear`, the worn items of invited players count. `source` are the queue and the region that
    may fill a place of it.
    """

    plan: Plan
    seed: int
    join_by: datetime
    gear: bool = False
    source: tuple[str, str] | None = None


class PlayerJoined(Fact, frozen=True):
    username: str
    items: tuple[Item, ...]


class GearTaken(Fact, frozen=True):
    """The items that players wore when the match was opened, as far as they count in the arena."""

    gear: dict[str, tuple[str, ...]]


class PlayerReturned(Fact, frozen=True):
    username: str


class MatchBegan(Fact, frozen=True):
    """`deadline` is the end of the first turn, in a match by rounds."""

    fighters: dict[str, Fighter]
    deadline: datetime | None
    ends_at: datetime


class ActionChosen(Fact, frozen=True):
    """A secret of its player until the turn is resolved."""

    username: str
    seq: int
    action: Action


class TurnResolved(Fact, frozen=True):
    """The result of a turn: all fighters after it.

    `by` is the last player to act, whose action resolved the turn; empty if its time was up.
    `earlier` are the fighters some turns ago, for spectators; empty in the first turns.
    """

    turn: int
    by: str
    seq: int
    action: Action | None
    fighters: dict[str, Fighter]
    blows: tuple[Blow, ...]
    deadline: datetime | None
    earlier: dict[str, Fighter]


class Forfeited(Fact, frozen=True):
    usernames: tuple[str, ...]
    reason: Literal["left", "away"]


class PlaceVacated(Fact, frozen=True):
    """A player has left early: until a time, another from the queue may take the place, once."""

    instead_of: str
    queue: str
    region: str
    mates: tuple[str, ...]
    rivals: tuple[str, ...]
    until: datetime


class PlaceFilled(Fact, frozen=True):
    username: str
    instead_of: str
    fighter: Fighter


class ActionFailed(Fact, frozen=True):
    """A deferred action was refused in the end; it had no effect."""

    username: str
    action_id: str
    reason: str


class MatchEnded(Fact, frozen=True):
    """`places` are by username, from 1; a team shares one place, and equals share theirs."""

    places: dict[str, int]
    seed: int


class MatchCancelled(Fact, frozen=True):
    """The match was cancelled because too few players came."""


type MatchFact = (
    MatchOpened
    | PlayerJoined
    | GearTaken
    | PlayerReturned
    | MatchBegan
    | ActionChosen
    | TurnResolved
    | Forfeited
    | PlaceVacated
    | PlaceFilled
    | ActionFailed
    | MatchEnded
    | MatchCancelled
)

FACTS: Mapping[str, type[Fact]] = {
    "match.match_opened.v1": MatchOpened,
    "match.player_joined.v1": PlayerJoined,
    "match.gear_taken.v1": GearTaken,
    "match.player_returned.v1": PlayerReturned,
    "match.match_began.v1": MatchBegan,
    "match.action_chosen.v1": ActionChosen,
    "match.turn_resolved.v1": TurnResolved,
    "match.forfeited.v1": Forfeited,
    "match.place_vacated.v1": PlaceVacated,
    "match.place_filled.v1": PlaceFilled,
    "match.action_failed.v1": ActionFailed,
    "match.match_ended.v1": MatchEnded,
    "match.match_cancelled.v1": MatchCancelled,
}
"""Fact classes by stored name. A class may be renamed, a stored name never."""
