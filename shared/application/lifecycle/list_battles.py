"""Finds battles by what the clock says of them, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from msgspec import Struct, convert

from shared.application.lifecycle.ports import FIRST, LAST, Views
from shared.application.lifecycle.project_battle import ENDED, RUNNING, SCHEDULED, moment, through
from shared.application.paging import page_of
from shared.games.codebattle.state import Phase


class BattleRow(Struct, frozen=True):
    """A battle as the list has it, perhaps a little behind the log."""

    battle: str
    order: str
    title: str
    starts_at: datetime
    ends_at: datetime
    questions: int
    start_announced: bool
    end_announced: bool
    end_announced_at: datetime | None

    def phase(self, now: datetime) -> Phase:
        if now >= self.ends_at:
            return "ended"
        return "scheduled" if now < self.starts_at else "running"


class Filter(Struct, frozen=True):
    """`since` (inclusive) and `until` are of a scheduled battle's start, and of others' end."""

    phase: Phase | None = None
    since: datetime | None = None
    until: datetime | None = None


class _Part(Struct, frozen=True):
    """The battles of a phase that were, or were not yet, due in a group."""

    phase: Phase
    group: str
    is_due: bool


PARTS = (
    _Part("running", RUNNING, is_due=False),
    _Part("running", SCHEDULED, is_due=True),
    _Part("running", ENDED, is_due=False),
    _Part("scheduled", SCHEDULED, is_due=False),
    _Part("ended", RUNNING, is_due=True),
    _Part("ended", SCHEDULED, is_due=True),
    _Part("ended", ENDED, is_due=True),
)
"""In the order of the list. A battle stays in its group until what is due has been announced."""

_AFTER = " "
"""What follows an order, before every longer one."""


class Cursor(Struct, frozen=True):
    """The place of a battle in the list, as `{part}.{order}`."""

    part: int
    order: str

    def __str__(self) -> str:
        return f"{self.part}.{self.order}"

    @classmethod
    def parse(cls, text: str) -> Cursor:
        part, _, order = text.partition(".")
        return cls(int(part), order)


def list_battles(
    views: Views, now: datetime, wanted: Filter, after: Cursor | None, limit: int
) -> tuple[list[BattleRow], Cursor | None]:
    """Return a page and the cursor of the next: what runs, then what comes, then what is over.

    Running battles are in order of their end, scheduled ones of their start, and those that are
    over come latest first.
    """
    places = chain.from_iterable(
        _places(views, now, wanted, index, after)
        for index, part in enumerate(PARTS)
        if wanted.phase in {None, part.phase} and index >= (after.part if after else 0)
    )
    shown, last = page_of(places, limit, lambda place: place[1])
    return [row for row, _ in shown], last


def announceable(views: Views, now: datetime, watched_since: datetime) -> list[BattleRow]:
    """Battles whose start or end may be due, those that run, and those that ended lately."""
    return [
        *_rows(views, SCHEDULED, FIRST, through(now)),
        *_rows(views, RUNNING, FIRST, LAST),
        *_rows(views, ENDED, moment(watched_since), LAST),
    ]


def open_until(views: Views, until: datetime) -> list[BattleRow]:
    """Battles that start until then and whose end nobody has announced."""
    return [
        *_rows(views, SCHEDULED, FIRST, through(until)),
        *_rows(views, RUNNING, FIRST, LAST),
    ]


def _places(
    views: Views, now: datetime, wanted: Filter, index: int, after: Cursor | None
) -> Iterator[tuple[BattleRow, Cursor]]:
    part = PARTS[index]
    newest = part.phase == "ended"
    low, high = (FIRST, through(now)) if part.is_due else (through(now), LAST)
    low = max(low, moment(wanted.since) if wanted.since else FIRST)
    high = min(high, moment(wanted.until) if wanted.until else LAST)
    if after and after.part == index:
        low, high = (low, min(high, after.order)) if newest else (after.order + _AFTER, high)
    if low < high:
        for row in _rows(views, part.group, low, high, newest=newest):
            if row.phase(now) == part.phase:
                yield row, Cursor(index, row.order)


def _rows(
    views: Views, group: str, low: str, high: str, *, newest: bool = False
) -> Iterator[BattleRow]:
    for picture in views.listed(group, low, high, newest=newest):
        yield convert(picture, BattleRow)
