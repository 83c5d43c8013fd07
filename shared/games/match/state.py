"""The states of a match: one for each phase."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from shared.games.match.actions import Action, Item
from shared.games.match.arena import Fighter
from shared.games.match.plan import Plan

DELAY = 2
"""Turns of delay for spectators, in a match by rounds."""


class Gathering(Struct, frozen=True, omit_defaults=True):
    """Players come until all seats are taken, or until `join_by`.

    `full` is when the last one came. `gear` are the items that players wear, where they count; None
    while they are awaited.
    """

    plan: Plan
    seed: int
    join_by: datetime
    players: dict[str, tuple[Item, ...]] = {}
    full: datetime | None = None
    gear: dict[str, tuple[str, ...]] | None = {}
    source: tuple[str, str] | None = None

    @property
    def begins(self) -> bool:
        """Whether nothing is awaited any more."""
        return self.full is not None and self.gear is not None

    @property
    def asked(self) -> tuple[str, ...]:
        """Return the invited players, and those who have come."""
        return tuple(dict.fromkeys((*self.plan.asked, *self.players)))


class Fighting(Struct, frozen=True, omit_defaults=True):
    """`seqs` counts each player's actions; `seen` is each one's last sign.

    `turn` counts the resolved turns; `trail` has the fighters of the turns before. `vacant` is the
    player whose place may be filled, and `filled` whether it was.
    """

    plan: Plan
    seed: int
    began: datetime
    ends_at: datetime
    deadline: datetime | None
    fighters: dict[str, Fighter]
    seqs: dict[str, int]
    seen: dict[str, datetime]
    chosen: dict[str, Action] = {}
    turn: int = 0
    trail: tuple[dict[str, Fighter], ...] = ()
    source: tuple[str, str] | None = None
    vacant: str = ""
    filled: bool = False

    @property
    def standing(self) -> list[str]:
        return [who for who, each in self.fighters.items() if each.stands]


class Over(Struct, frozen=True):
    """The match is over; without places it was cancelled."""

    plan: Plan
    seed: int
    ended_at: datetime
    players: tuple[str, ...]
    turn: int = 0
    fighters: dict[str, Fighter] = {}
    places: dict[str, int] = {}


type Match = Gathering | Fighting | Over

STATES: Mapping[str, type[Struct]] = {
    "match.gathering.v1": Gathering,
    "match.fighting.v1": Fighting,
    "match.over.v1": Over,
}
