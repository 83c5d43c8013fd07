"""What can have happened in a match, and under which names it is stored."""

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
    """`seed` is a secret until the match is over; all dice come from it.

    With `gear`, what those who were asked wear of their inventory counts. `source` are the queue
    and the region that may fill a place of it.
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
    """What players wore when the match was opened, as far as the arena knows it."""

    gear: dict[str, tuple[str, ...]]


class PlayerReturned(Fact, frozen=True):
    username: str


class MatchBegan(Fact, frozen=True):
    """`deadline` is that of the first turn, in a match by rounds."""

    fighters: dict[str, Fighter]
    deadline: datetime | None
    ends_at: datetime


class ActionChosen(Fact, frozen=True):
    """A secret of its player until the turn is resolved."""

    username: str
    seq: int
    action: Action


class TurnResolved(Fact, frozen=True):
    """What came of a turn: all fighters after it.

    `by` is who acted last, so that the turn was resolved; nobody when its time was up. `earlier`
    are the fighters some turns ago, for spectators; nobody while there are not so many turns.
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
    """Somebody has left early: another of the queue may take the place, until a time; once."""

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
    """A deferred action was refused in the end; nothing else came of it."""

    username: str
    action_id: str
    reason: str


class MatchEnded(Fact, frozen=True):
    """`places` are by username, from 1; a team has one place, and equals share theirs."""

    places: dict[str, int]
    seed: int


class MatchCancelled(Fact, frozen=True):
    """Too few came."""


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
"""Stored name to fact. A class may be renamed, a stored name never."""
