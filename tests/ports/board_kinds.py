"""Boards of every kind, and what each of them keeps, said as plainly as can be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import uuid4

from msgspec import Struct

from shared.application.boards.board import PLAIN
from shared.application.boards.ports import Entry, RankedEntry
from shared.kernel.game import Board, Column
from shared.kernel.moments import milliseconds

COLUMNS = (Column("hits"), Column("solved", "most"), Column("time", "fewest"))


class Kind(Struct, frozen=True):
    """`key` sorts entries, given the time in ms as well."""

    board: Board
    key: Callable[[Entry, int], tuple[Any, ...]]


def of(key: Callable[[Entry, int], tuple[Any, ...]], **wishes: Any) -> Kind:
    return Kind(Board(PLAIN.points, **wishes), key)


KINDS: Mapping[str, Kind] = {
    "plain": of(lambda e, ms: (-e.points, ms)),
    "best": of(lambda e, ms: (-e.points, ms), keeps="best"),
    "race": of(lambda e, ms: (e.points, ms), keeps="best", order="fewest"),
    "fewest": of(lambda e, ms: (e.points, -ms), order="fewest", ties="later"),
    "later": of(lambda e, ms: (-e.points, -ms), keeps="best", ties="later"),
    "shared": of(lambda e, ms: (-e.points, ms), ties="shared"),
    "golf": of(
        lambda e, ms: (e.points, ms, *e.columns),
        keeps="best",
        order="fewest",
        ties="shared",
        columns=COLUMNS[:1],
    ),
    "columns": of(
        lambda e, ms: (-e.points, -e.columns[1], e.columns[2], ms, e.columns[0]), columns=COLUMNS
    ),
    "contest": of(
        lambda e, ms: (-e.points, -e.columns[1], e.columns[2], -ms, e.columns[0]),
        columns=COLUMNS,
        keeps="best",
        ties="later",
    ),
}


def new_board(kind: str) -> str:
    return f"{kind}-{uuid4().hex}"


def kind_of(board: str) -> Board:
    """Return the kind that a board of these tests is of."""
    kind = KINDS.get(board.partition("-")[0])
    return kind.board if kind else PLAIN


def expected(name: str, entries: Iterable[Entry]) -> list[RankedEntry]:
    """Return the ranked entries after these, in whatever order they came."""
    kind = KINDS[name]

    def key(entry: Entry) -> tuple[Any, ...]:
        return *kind.key(entry, milliseconds(entry.at)), entry.member

    best = kind.board.keeps == "best"
    ordered = sorted(entries, key=key, reverse=True) if best else sorted(entries, key=_position)
    rows = sorted({each.member: each for each in ordered}.values(), key=key)
    points = [each.points for each in rows]
    places = {p: points.index(p) + 1 for p in points}
    shared = kind.board.ties == "shared"
    return [
        RankedEntry(each.member, each.points, places[each.points] if shared else i, each.columns)
        for i, each in enumerate(rows, 1)
    ]


def _position(entry: Entry) -> int:
    return entry.position
