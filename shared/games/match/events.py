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
    """`commitment` is the SHA-256 of the seed in decimal digits: the seed is told at the end."""

    name: ClassVar[str] = "match.opened"
    plan: Plan
    commitment: str
    join_by: Moment


class PlayerJoined(Event, frozen=True):
    """`items` are the viewer's own, or hidden."""

    name: ClassVar[str] = "player.joined"
    username: str
    items: tuple[Item, ...] | None


class GearTaken(Event, frozen=True):
    """What of the inventory counts in the match: the viewer's own, of operators everybody's."""

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
    """`action` is hidden from all but the one who chose it."""

    name: ClassVar[str] = "action.chosen"
    username: str
    seq: int
    action: Action | None


class TurnResolved(Event, frozen=True):
    """`fighters` are those that the viewer sees after the turn; `seq` is the viewer's own."""

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
    """Somebody may take the place of one who has left, until a time."""

    name: ClassVar[str] = "place.vacated"
    instead_of: str
    until: Moment


class PlaceFilled(Event, frozen=True):
    name: ClassVar[str] = "place.filled"
    username: str
    instead_of: str


class ActionFailed(Event, frozen=True):
    """`action_id` is the id of the command that was deferred."""

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
