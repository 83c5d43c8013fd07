"""The limits of a board and the operators on its points, for every store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, assert_never

from msgspec.structs import replace

from shared.application.boards.ports import Entry, Neighbours, Operator, Part, RankedEntry, Top
from shared.kernel.game import Board, Column, Order
from shared.kernel.games import Games
from shared.kernel.moments import milliseconds
from shared.kernel.names import game_of, is_wide

MOST_POINTS = 2**21 - 1
"""Maximum points of a member; no pack of questions gives as many."""

MOST_COLUMN = 10**15 - 1

MOST_ROWS = 100
"""Maximum rows of one read of the top."""

SEASON_MARK = "@"
"""Separator in the name of a final board: `{board}@{season}`."""

PLAIN = Board(lambda _fact, _username: {})
"""A board without settings of its own."""

type BoardOf = Callable[[str], Board]
"""Returns the board settings of a room."""


class PointsOutOfRange(ValueError):  # noqa: N818 - named for what is wrong with the value
    """Points or columns are beyond their limits, or not all columns are there; nothing changed."""


class BoardFinal(ValueError):  # noqa: N818 - named for what is wrong with the board
    """A final board is read-only; nothing changed."""


def is_final(board: str) -> bool:
    return SEASON_MARK in board


def boards_of(games: Games) -> BoardOf:
    """Return a function that finds the board settings of a room by its game."""
    wide = {each.name: wide_board(each.board) for each in games if each.wide and each.board}

    def board_of(room: str) -> Board:
        game = games.of(room)
        board = (game and game.board) or PLAIN
        return wide.get(game_of(room), board) if is_wide(room) else board

    return board_of


def wide_board(board: Board) -> Board:
    """Return the board settings of a wide room: equal points share a rank, whatever the columns.

    So every rank follows from how many members have how many points.
    """
    columns = tuple(Column(each.name) for each in board.columns)
    return replace(board, ties="shared", columns=columns)


def check_write(board: str) -> None:
    """Raise BoardFinal for a board that is read-only."""
    if is_final(board):
        raise BoardFinal(board)


def check_entries(kind: Board, entries: Iterable[Entry]) -> None:
    """Raise PointsOutOfRange unless all entries are within the limits."""
    for each in entries:
        if not fits(kind, each):
            raise PointsOutOfRange(str(each))


def fits(kind: Board, entry: Entry) -> bool:
    """Return whether the points and all columns are within their limits."""
    if not 0 <= entry.points <= MOST_POINTS or len(entry.columns) != len(kind.columns):
        return False
    return not entry.columns or 0 <= min(entry.columns) <= max(entry.columns) <= MOST_COLUMN


def check_points(points: int) -> None:
    if not 0 <= points <= MOST_POINTS:
        raise PointsOutOfRange(str(points))


def operate(operator: Operator, points: int | None, value: int, order: Order = "most") -> int:
    """Return the points after the operator, clamped to 0..MOST_POINTS."""
    match operator:
        case "best":
            better = max if order == "most" else min
            return value if points is None else better(points, value)
        case "set":
            return value
        case "incr":
            return min((points or 0) + value, MOST_POINTS)
        case "decr":
            return max((points or 0) - value, 0)
        case _:
            assert_never(operator)


def order_of(kind: Board, entry: Entry) -> tuple[int | str, ...]:
    """Return the sort key of an entry; of one member's entries, the smallest is the best."""
    columns = tuple(zip(kind.columns, entry.columns, strict=True))
    at = milliseconds(entry.at)
    return (
        _upwards(entry.points, kind.order),
        *(_upwards(number, column.first) for column, number in columns if column.first),
        -at if kind.ties == "later" else at,
        *(number for column, number in columns if not column.first),
        entry.member,
    )


def _upwards(number: int, first: Order) -> int:
    return -number if first == "most" else number


def kept(kind: Board, entries: Iterable[Entry]) -> list[Entry]:
    """Return the entry that the board keeps of each member: the last one given, or the best."""
    if kind.keeps == "best":
        entries = sorted(entries, key=lambda each: order_of(kind, each), reverse=True)
    return list({each.member: each for each in entries}.values())


type Row = Sequence[Any]
"""A member, its points, and the numbers of its columns."""


def ranked(
    kind: Board, rows: Iterable[Row], place: int = 1, rank: int = 1
) -> Iterator[RankedEntry]:
    """Yield the ranked entries of rows in order; the first is at `place` and has `rank`."""
    before = None
    for here, (member, points, *columns) in enumerate(rows, place):
        if before is not None and not (kind.ties == "shared" and points == before):
            rank = here
        before = points
        yield RankedEntry(member, points, rank, tuple(columns))


def part_of(entries: Sequence[RankedEntry], part: Part) -> Sequence[RankedEntry]:
    """Return a part of a board's entries, which are given from the first on."""
    match part:
        case Top(count):
            return entries[: max(0, min(count, MOST_ROWS))]
        case Neighbours(member, radius):
            place = next((i for i, each in enumerate(entries) if each.member == member), None)
            if place is None:
                return ()
            radius = max(0, min(radius, MOST_ROWS))
            return entries[max(0, place - radius) : place + radius + 1]
        case _:
            assert_never(part)
