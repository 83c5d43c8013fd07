"""Finds rooms by their phase, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from msgspec import Struct

from shared.application.lifecycle.project_room import KIND, Group, group_of, moment, through
from shared.application.ports import FIRST, LAST, Views
from shared.kernel.game import Game, Phase, phase_of
from shared.kernel.typed import converter
from shared.wire.paging import page_of


class RoomRow(Struct, frozen=True):
    """A room in the list, maybe a little behind the log. `shown` holds fields of its game."""

    room: str
    order: str
    title: str
    starts_at: datetime
    ends_at: datetime
    start_announced: bool
    end_announced_at: datetime | None
    shown: dict[str, Any]

    def phase(self, now: datetime) -> Phase:
        return phase_of(self.starts_at, self.ends_at, now)


_read_row = converter(RoomRow)


class Filter(Struct, frozen=True):
    """Bounds, from `since` inclusive to `until`: on starts of scheduled rooms, or others' ends."""

    phase: Phase | None = None
    since: datetime | None = None
    until: datetime | None = None


class _Part(Struct, frozen=True):
    """The rooms of a phase in one group of the list, with or without a due announcement."""

    phase: Phase
    group: Group
    is_due: bool


PARTS = (
    _Part("running", "running", is_due=False),
    _Part("running", "scheduled", is_due=True),
    _Part("running", "ended", is_due=False),
    _Part("scheduled", "scheduled", is_due=False),
    _Part("ended", "running", is_due=True),
    _Part("ended", "scheduled", is_due=True),
    _Part("ended", "ended", is_due=True),
)
"""The parts in the list's order. A room stays in its group until its due change is announced."""

OPEN: tuple[Group, ...] = ("scheduled", "running")

_AFTER = " "
"""Sorts after an order and before every longer one."""


class Cursor(Struct, frozen=True):
    """A place in the list, as `{part}.{order}`."""

    part: int
    order: str

    def __str__(self) -> str:
        return f"{self.part}.{self.order}"

    @classmethod
    def parse(cls, text: str) -> Cursor:
        part, _, order = text.partition(".")
        return cls(int(part), order)


def list_rooms(
    views: Views, game: Game, now: datetime, wanted: Filter, after: Cursor | None, limit: int
) -> tuple[list[RoomRow], Cursor | None]:
    """Return a page and the next cursor: running rooms first, then scheduled ones, then ended ones.

    Running rooms are ordered by their end, scheduled ones by their start, and ended ones by their
    end, latest first.
    """
    places = chain.from_iterable(
        _places(views, game, now, wanted, index, after)
        for index, part in enumerate(PARTS)
        if wanted.phase in {None, part.phase} and index >= (after.part if after else 0)
    )
    shown, last = page_of(places, limit, lambda place: place[1])
    return [row for row, _ in shown], last


def announceable(views: Views, game: Game, now: datetime, watched_since: datetime) -> list[RoomRow]:
    """Return rooms with a start or end that may be due, running rooms, and recently ended ones."""
    return [
        *_rows(views, game, "scheduled", FIRST, through(now)),
        *_rows(views, game, "running", FIRST, LAST),
        *_rows(views, game, "ended", moment(watched_since), LAST),
    ]


def open_rooms(views: Views, game: Game) -> list[RoomRow]:
    """Return rooms that are scheduled or run: their end has not been announced."""
    return [row for group in OPEN for row in _rows(views, game, group, FIRST, LAST)]


def stored_room(views: Views, room: str) -> RoomRow | None:
    """Return a room as the list has it; None if no list has it."""
    found = views.get(KIND, room)
    return None if found is None else _read_row(found)


def open_until(views: Views, game: Game, until: datetime) -> list[RoomRow]:
    """Return rooms that start by then and whose end has not been announced."""
    return [
        *_rows(views, game, "scheduled", FIRST, through(until)),
        *_rows(views, game, "running", FIRST, LAST),
    ]


def _places(
    views: Views, game: Game, now: datetime, wanted: Filter, index: int, after: Cursor | None
) -> Iterator[tuple[RoomRow, Cursor]]:
    part = PARTS[index]
    newest = part.phase == "ended"
    low, high = (FIRST, through(now)) if part.is_due else (through(now), LAST)
    low = max(low, moment(wanted.since) if wanted.since else FIRST)
    high = min(high, moment(wanted.until) if wanted.until else LAST)
    if after and after.part == index:
        low, high = (low, min(high, after.order)) if newest else (after.order + _AFTER, high)
    if low < high:
        for row in _rows(views, game, part.group, low, high, newest=newest):
            if row.phase(now) == part.phase:
                yield row, Cursor(index, row.order)


def _rows(
    views: Views, game: Game, group: Group, low: str, high: str, *, newest: bool = False
) -> Iterator[RoomRow]:
    for snapshot in views.listed(group_of(game, group), low, high, newest=newest):
        yield _read_row(snapshot)
