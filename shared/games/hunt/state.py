"""The states of a hunt."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from shared.games.hunt.energy import Energy
from shared.games.hunt.rules import Rules, Treasure

type Phase = Literal["scheduled", "running", "ended"]

type Stage = Literal["found", "unearthed", "solved", "taken"]
"""The stages of a seeker's progress with a treasure, in order."""


class Clue(Struct, frozen=True):
    """A treasure known to a seeker. `stage` is how far the seeker has got with it."""

    treasure: str
    kind: str
    title: str
    x: int
    y: int
    rival: bool
    riddle: str
    stage: Stage


class Claim(Struct, frozen=True):
    """A rival treasure that `holder` has claimed."""

    title: str
    kind: str
    holder: str


class Hunt(Struct, frozen=True, tag="hunt"):
    """A hunt; its phase follows from the time, not from a fact.

    `version` is that of the rules: 1, and one more with each change. `claims` are told treasures.
    """

    hunt: str
    title: str
    starts_at: datetime
    ends_at: datetime
    rules: Rules
    version: int = 1
    claims: dict[str, Claim] = {}
    start_announced: bool = False
    end_announced_at: datetime | None = None

    def phase(self, now: datetime) -> Phase:
        """Return the phase: `starts_at` is inclusive, `ends_at` exclusive and takes precedence."""
        if now >= self.ends_at:
            return "ended"
        return "scheduled" if now < self.starts_at else "running"

    def treasure(self, treasure: str) -> Treasure | None:
        return next((each for each in self.rules.treasures if each.id == treasure), None)


class Seeker(Struct, frozen=True, tag="seeker"):
    """A player in a hunt.

    `clues` are by treasure, `dug` are numbers of cells, `ready` is when a kind may be taken again.
    `begins_by` is the version of the rules that placed it at the start, until it acts.
    """

    hunt: str
    username: str
    player_id: str
    joined_at: datetime
    x: int
    y: int
    energy: Energy
    points: int = 0
    steps: int = 0
    clues: dict[str, Clue] = {}
    items: dict[str, int] = {}
    ready: dict[str, datetime] = {}
    dug: frozenset[int] = frozenset()
    tries: dict[str, int] = {}
    reversed_finds: frozenset[int] = frozenset()
    through_at: datetime | None = None
    begins_by: int | UnsetType = UNSET

    @property
    def finds(self) -> int:
        """The number of treasures that it has."""
        return sum(each.stage == "taken" for each in self.clues.values())


class Rival(Struct, frozen=True, tag="rival"):
    """A rival treasure: its holder, its number of changes, and how many the hunt was told."""

    hunt: str
    treasure: str
    title: str
    kind: str
    holder: str = ""
    changes: int = 0
    told: int = 0
    changed_at: datetime | None = None


type HuntState = Hunt | Seeker | Rival
