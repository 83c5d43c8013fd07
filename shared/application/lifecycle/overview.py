"""The overview: all scheduled and running rooms of a game with their figures, in the cache.

Why consumers write it and not owners: docs/decisions/0042-overview-of-rooms.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import exp
from typing import Annotated, Protocol

from msgspec import Meta, Struct

MEAN_MS = 10_000
"""Decay time of a rate: an event of ten seconds ago counts a third of one of just now."""

type Count = Annotated[int, Meta(ge=0)]


class Head(Struct, frozen=True):
    """A room as its stream describes it at a position. `room` is its id within its game."""

    room: str
    position: int
    title: str
    starts_at: datetime
    ends_at: datetime


class Lead(Struct, frozen=True, array_like=True, gc=False):
    """The number of players on a board, and the first of them."""

    players: Count = 0
    leader: str = ""
    points: Count = 0
    columns: tuple[Count, ...] = ()


class Pace(Struct, frozen=True):
    """An observation of a room: its newest event and the rate at that time, or its board.

    Times are milliseconds since 1970: `newest` is the event's time, `seen` when it was read.
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
    """Rows by room; not `whole` if the cache has lost some or had a broken one."""

    rows: Mapping[str, Row]
    whole: bool


class Overview(Protocol):
    """Rows in the cache; every method may raise CacheUnavailable."""

    def put(self, game: str, heads: Sequence[Head], *, whole: bool = False) -> None:
        """Set the heads of rows, creating missing rows, unless a later position is stored.

        `whole` says that from then on the overview has a row for every room.
        """

    def drop(self, game: str, rooms: Sequence[str]) -> None:
        """Remove rows."""

    def note(self, game: str, paces: Sequence[Pace]) -> None:
        """Add to the rates of existing rows, in any order; many processes may add to one room."""

    def read(self, game: str) -> Found:
        """Return all rows of a game, in one request; unreadable rows are removed."""

    def one(self, game: str, room: str) -> Row | None:
        """Return the row of a room; None also for an unreadable one."""

    def beat(self, slots: Iterable[int], at: int) -> None:
        """Note that these slots have an owner at this time, in milliseconds since 1970."""

    def beats(self) -> Mapping[int, int]:
        """Return when each slot last had an owner; empty on a stage without owners."""


def faded(rate: float, milliseconds: float) -> float:
    """Return what is left of a rate, in events a second, after a time without events."""
    return rate * exp(-max(0.0, milliseconds) / MEAN_MS)
