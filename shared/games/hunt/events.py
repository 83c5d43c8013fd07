"""The events that a viewer sees of facts."""

from __future__ import annotations

from typing import ClassVar

from shared.games.hunt.state import Clue
from shared.games.hunt.view import EnergyView
from shared.kernel.facts import Event
from shared.kernel.moments import Moment


class Planned(Event, frozen=True):
    name: ClassVar[str] = "hunt.planned"
    title: str
    starts_at: Moment
    ends_at: Moment


class RulesChanged(Event, frozen=True):
    """The rules have changed. Clients read the hunt's view again, for its land and kinds."""

    name: ClassVar[str] = "hunt.rules_changed"
    version: int


class Started(Event, frozen=True):
    name: ClassVar[str] = "hunt.started"


class Ended(Event, frozen=True):
    name: ClassVar[str] = "hunt.ended"
    early: bool
    ends_at: Moment


class Claimed(Event, frozen=True):
    """`holder` has claimed a rival treasure."""

    name: ClassVar[str] = "treasure.claimed"
    treasure: str
    title: str
    kind: str
    holder: str


class Reopened(Event, frozen=True):
    """A rival treasure can be claimed again, after an operator took it back."""

    name: ClassVar[str] = "treasure.reopened"
    treasure: str
    title: str


class Joined(Event, frozen=True):
    name: ClassVar[str] = "seeker.joined"
    x: int
    y: int
    energy: EnergyView


class Moved(Event, frozen=True):
    name: ClassVar[str] = "seeker.moved"
    x: int
    y: int
    energy: EnergyView


class Searched(Event, frozen=True):
    name: ClassVar[str] = "seeker.searched"
    clues: tuple[Clue, ...]
    nearest: int | None
    energy: EnergyView


class Dug(Event, frozen=True):
    name: ClassVar[str] = "seeker.dug"
    cell: int
    clue: Clue | None
    energy: EnergyView


class Taken(Event, frozen=True):
    """The seeker took a treasure at `cell`. `clues` are the treasures that it reveals."""

    name: ClassVar[str] = "treasure.taken"
    treasure: str
    kind: str
    cell: int
    points: int
    total: int
    finds: int
    items: dict[str, int]
    clues: tuple[Clue, ...]
    ready_at: Moment | None
    energy: EnergyView


class Solved(Event, frozen=True):
    name: ClassVar[str] = "riddle.solved"
    treasure: str
    energy: EnergyView


class Missed(Event, frozen=True):
    name: ClassVar[str] = "riddle.missed"
    treasure: str
    tries_left: int
    energy: EnergyView


class Through(Event, frozen=True):
    """The seeker has fulfilled every need in the rules' `finish`."""

    name: ClassVar[str] = "seeker.through"
    points: int


class FindReversed(Event, frozen=True):
    name: ClassVar[str] = "find.reversed"
    treasure: str
    cell: int
    points: int
    total: int
    items: dict[str, int]
    reason: str


class ClaimReversed(Event, frozen=True):
    name: ClassVar[str] = "claim.reversed"
    holder: str
    reason: str


EVENTS: tuple[type[Event], ...] = (
    Planned,
    RulesChanged,
    Started,
    Ended,
    Claimed,
    Reopened,
    Joined,
    Moved,
    Searched,
    Dug,
    Taken,
    Solved,
    Missed,
    Through,
    FindReversed,
    ClaimReversed,
)
