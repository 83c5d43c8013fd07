"""The events that a viewer sees of facts."""

from __future__ import annotations

from typing import ClassVar, Literal

from shared.games.match.actions import Action, Item
from shared.games.match.plan import Plan
from shared.games.match.resolve import Blow
from shared.games.match.sight import Seen
from shared.kernel.facts import Event
from shared.kernel.moments import Moment


class MatchOpened(Event, frozen=True):
    """A match opened. `commitment` is the SHA-256 of the seed in decimal digits.

    The seed is published at the end, so that players can check it.
    """

    name: ClassVar[str] = "match.opened"
    plan: Plan
    commitment: str
    join_by: Moment


class PlayerJoined(Event, frozen=True):
    """A player joined. `items` are shown to that player and to operators only."""

    name: ClassVar[str] = "player.joined"
    username: str
    items: tuple[Item, ...] | None


class GearTaken(Event, frozen=True):
    """Worn items that count in the match: the viewer's own; for operators, every player's."""

    name: ClassVar[str] = "gear.taken"
    gear: dict[str, tuple[str, ...]]


class PlayerReturned(Event, frozen=True):
    name: ClassVar[str] = "player.returned"
    username: str


class MatchBegan(Event, frozen=True):
    name: ClassVar[str] = "match.began"
    fighters: tuple[Seen, ...]
    deadline: Moment | None
    ends_at: Moment


class ActionChosen(Event, frozen=True):
    """A player chose an action. `action` is shown to that player and to operators only."""

    name: ClassVar[str] = "action.chosen"
    username: str
    seq: int
    action: Action | None


class TurnResolved(Event, frozen=True):
    """A turn was resolved. `fighters` are those that the viewer sees, `seq` is the viewer's own."""

    name: ClassVar[str] = "turn.resolved"
    turn: int
    seq: int | None
    fighters: tuple[Seen, ...]
    blows: tuple[Blow, ...]
    deadline: Moment | None


class Forfeited(Event, frozen=True):
    name: ClassVar[str] = "players.forfeited"
    usernames: tuple[str, ...]
    reason: Literal["left", "away"]


class PlaceVacated(Event, frozen=True):
    """Until a time, another player may take the place of `instead_of`, who has left."""

    name: ClassVar[str] = "place.vacated"
    instead_of: str
    until: Moment


class PlaceFilled(Event, frozen=True):
    name: ClassVar[str] = "place.filled"
    username: str
    instead_of: str


class ActionFailed(Event, frozen=True):
    """A deferred action was refused. `action_id` is the id of its command."""

    name: ClassVar[str] = "action.failed"
    action_id: str
    reason: str


class MatchEnded(Event, frozen=True):
    name: ClassVar[str] = "match.ended"
    places: dict[str, int]
    seed: str


class MatchCancelled(Event, frozen=True):
    name: ClassVar[str] = "match.cancelled"


EVENTS: tuple[type[Event], ...] = (
    MatchOpened,
    PlayerJoined,
    GearTaken,
    PlayerReturned,
    MatchBegan,
    ActionChosen,
    TurnResolved,
    Forfeited,
    PlaceVacated,
    PlaceFilled,
    ActionFailed,
    MatchEnded,
    MatchCancelled,
)
