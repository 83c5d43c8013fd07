"""What a board holds, whoever keeps it: its limits and its operators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from shared.application.boards.ports import Around, Operator, Part, Standing, Top

MOST_POINTS = 2**21 - 1
"""More than any pack of questions gives."""

MOST_ROWS = 100
"""The longest top that is asked for at once."""

SEASON_MARK = "@"
"""`{board}@{season}` is a sealed board."""


class PointsOutOfRange(ValueError):  # noqa: N818 - named for what is wrong with the value
    """Points are not in 0..MOST_POINTS; nothing changed."""


class BoardSealed(ValueError):  # noqa: N818 - named for what is wrong with the board
    """A sealed board is only read; nothing changed."""


def is_sealed(board: str) -> bool:
    return SEASON_MARK in board


def check_write(board: str, *points: int) -> None:
    """Raise BoardSealed or PointsOutOfRange unless the points may be written to the board."""
    if is_sealed(board):
        raise BoardSealed(board)
    for each in points:
        if not 0 <= each <= MOST_POINTS:
            raise PointsOutOfRange(str(each))


def operate(operator: Operator, points: int, value: int) -> int:
    """Return the points after the operator, held within 0..MOST_POINTS."""
    match operator:
        case "best":
            return max(points, value)
        case "set":
            return value
        case "incr":
            return min(points + value, MOST_POINTS)
        case "decr":
            return max(points - value, 0)
        case _:
            assert_never(operator)


def part_of(standings: Sequence[Standing], part: Part) -> Sequence[Standing]:
    """Return a part of the standings of a board, given from the first on."""
    match part:
        case Top(count):
            return standings[: max(0, min(count, MOST_ROWS))]
        case Around(member, radius):
            place = next((i for i, each in enumerate(standings) if each.member == member), None)
            if place is None:
                return ()
            radius = max(0, min(radius, MOST_ROWS))
            return standings[max(0, place - radius) : place + radius + 1]
        case _:
            assert_never(part)
