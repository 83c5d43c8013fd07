"""All rooms of a game that are planned or run, and how they go: in the cache, for one look.

Why consumers write it and not owners: docs/decisions/0042-overview-of-rooms.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import exp
from typing import Annotated, Protocol

from msgspec import Meta, Struct

MEAN_MS = 10_000
"""A rate is a mean in which an event of ten seconds ago counts a third of one of just now."""

type Count = Annotated[int, Meta(ge=0)]


class Head(Struct, frozen=True):
    """What the room's stream says of it at a position. `room` is its id within its game."""

    room: str
    position: int
    title: str
    starts_at: datetime
    ends_at: datetime


class Lead(Struct, frozen=True, array_like=True, gc=False):
    """How many players a board has, and who is first."""

    players: Count = 0
    leader: str = ""
    points: Count = 0
    columns: tuple[Count, ...] = ()


class Pace(Struct, frozen=True):
    """What somebody saw of a room: its newest event and a rate as of that, or its board.

    Times are milliseconds since 1970: `newest` is of the event, `seen` of when it was read.
    """

    room: str
    newest: int = 0
    seen: int = 0
    rate: float = 0.0
    lead: Lead | None = None


class Row(Struct, frozen=True, array_like=True, gc=False):
    """A room in the overview. `newest` and `seen` are 0 before the first event."""

    position: Count
    title: str
    starts_at: datetime
    ends_at: datetime
    newest: Count = 0
    seen: Count = 0
    rate: Annotated[float, Meta(ge=0, le=1e9)] = 0.0
    lead: Lead = Lead()


class Found(Struct, frozen=True):
    """Rows by their room; not `whole` where the cache has lost some, or had a broken one."""

    rows: Mapping[str, Row]
    whole: bool


class Overview(Protocol):
    """Rows in the cache; every method may raise CacheUnavailable."""

    def put(self, game: str, heads: Sequence[Head], *, whole: bool = False) -> None:
        """Set the heads of rows, which begin with them, unless a later position is there.

        With `whole` the overview has a row for each room that there is from then on.
        """

    def drop(self, game: str, rooms: Sequence[str]) -> None:
        """Take rows away."""

    def note(self, game: str, paces: Sequence[Pace]) -> None:
        """Add to the rates of rows that are there, in any order; many may do so for a room."""

    def read(self, game: str) -> Found:
        """All rows of a game, in one question; what can't be read is taken away."""

    def one(self, game: str, room: str) -> Row | None:
        """The row of a room; None also for one that can't be read."""

    def beat(self, slots: Iterable[int], at: int) -> None:
        """Say that these slots have an owner at this time, in milliseconds since 1970."""

    def beats(self) -> Mapping[int, int]:
        """When each slot was last said to have an owner; none on a stage without owners."""


def faded(rate: float, milliseconds: float) -> float:
    """Return what is left of a rate, in events a second, after a time without events."""
    return rate * exp(-max(0.0, milliseconds) / MEAN_MS)
