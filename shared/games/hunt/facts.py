"""The facts of a hunt, and their stored names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from shared.games.hunt.energy import Energy
from shared.games.hunt.rules import Rules
from shared.games.hunt.state import Clue
from shared.kernel.facts import Fact


class HuntPlanned(Fact, frozen=True):
    hunt: str
    title: str
    starts_at: datetime
    ends_at: datetime
    rules: Rules


class RulesChanged(Fact, frozen=True):
    rules: Rules
    version: int


class HuntStarted(Fact, frozen=True):
    pass


class HuntEnded(Fact, frozen=True):
    """`ends_at` is when the hunt is over: soon after the command, if `early`."""

    early: bool
    ends_at: datetime


class ClaimTold(Fact, frozen=True):
    """Tells everybody in the hunt that somebody has a rival treasure."""

    treasure: str
    title: str
    kind: str
    holder: str


class ReopeningTold(Fact, frozen=True):
    """Tells everybody in the hunt that a rival treasure can be claimed again."""

    treasure: str
    title: str


class SeekerFact(Fact, frozen=True):
    """`rules` is the version of the rules by which it was decided."""

    rules: int


class SeekerJoined(SeekerFact, frozen=True):
    hunt: str
    username: str
    player_id: str
    x: int
    y: int
    energy: Energy


class SeekerMoved(SeekerFact, frozen=True):
    x: int
    y: int
    energy: Energy


class CellSearched(SeekerFact, frozen=True):
    """`nearest` is the distance to the nearest hidden treasure, if the rules tell it."""

    energy: Energy
    clues: tuple[Clue, ...] = ()
    nearest: int | None = None


class CellDug(SeekerFact, frozen=True):
    """`clue` is the treasure that came to light; `cell` is the number of the cell."""

    cell: int
    energy: Energy
    clue: Clue | None = None


class RiddleSolved(SeekerFact, frozen=True):
    treasure: str
    energy: Energy


class RiddleMissed(SeekerFact, frozen=True):
    treasure: str
    energy: Energy
    tries_left: int


class TreasureTaken(SeekerFact, frozen=True):
    """`total`, `finds` and `steps` are the seeker's after it.

    `claim` is the version of the rival treasure by which it was decided, None for a free one.
    """

    treasure: str
    kind: str
    cell: int
    points: int
    total: int
    finds: int
    steps: int
    energy: Energy
    items: dict[str, int]
    clues: tuple[Clue, ...]
    ready_at: datetime | None = None
    claim: int | None = None


class SeekerThrough(SeekerFact, frozen=True):
    """The seeker has fulfilled all that the rules ask for."""

    points: int


class FindReversed(Fact, frozen=True):
    """`position` is that of the reversed commit on this stream.

    The find's gains are removed with it.
    """

    position: int
    treasure: str
    cell: int
    points: int
    total: int
    finds: int
    steps: int
    items: dict[str, int]
    reason: str


class TreasureClaimed(SeekerFact, frozen=True):
    """A claim, on the treasure's stream."""

    hunt: str
    treasure: str
    title: str
    kind: str
    holder: str


class Find(Struct, frozen=True):
    """The gains of a find: its commit's position on the seeker's stream, and what is taken back."""

    position: int
    cell: int
    points: int
    items: dict[str, int]


class ClaimReversed(Fact, frozen=True):
    """On the treasure's stream: it can be claimed again; in a wide hunt `find` is taken back."""

    holder: str
    reason: str
    find: Find | None = None


class ChangesTold(Fact, frozen=True):
    """On the treasure's stream: how many of its changes have been told in the hunt."""

    told: int


type LaterPlanFact = RulesChanged | HuntStarted | HuntEnded | ClaimTold | ReopeningTold
type PlanFact = HuntPlanned | LaterPlanFact
type LaterOwnFact = (
    SeekerMoved
    | CellSearched
    | CellDug
    | RiddleSolved
    | RiddleMissed
    | TreasureTaken
    | SeekerThrough
    | FindReversed
)
type OwnFact = SeekerJoined | LaterOwnFact
type RivalFact = TreasureClaimed | ClaimReversed | ChangesTold
type HuntFact = PlanFact | OwnFact | RivalFact

FACTS: Mapping[str, type[Fact]] = {
    "hunt.planned.v1": HuntPlanned,
    "hunt.rules_changed.v1": RulesChanged,
    "hunt.started.v1": HuntStarted,
    "hunt.ended.v1": HuntEnded,
    "hunt.claim_told.v1": ClaimTold,
    "hunt.reopening_told.v1": ReopeningTold,
    "hunt.joined.v1": SeekerJoined,
    "hunt.moved.v1": SeekerMoved,
    "hunt.searched.v1": CellSearched,
    "hunt.dug.v1": CellDug,
    "hunt.riddle_solved.v1": RiddleSolved,
    "hunt.riddle_missed.v1": RiddleMissed,
    "hunt.taken.v1": TreasureTaken,
    "hunt.through.v1": SeekerThrough,
    "hunt.find_reversed.v1": FindReversed,
    "hunt.claimed.v1": TreasureClaimed,
    "hunt.claim_reversed.v1": ClaimReversed,
    "hunt.changes_told.v1": ChangesTold,
}
"""Fact classes by stored name. A class may be renamed, a stored name never."""
