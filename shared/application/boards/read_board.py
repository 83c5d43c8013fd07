"""Reads a board: the live one, or the last stored picture of it, marked stale.

A board that is not whole is rebuilt for a reader who is known. Anybody else starts no work: the
board's subscribers and the clock of its battle have it rebuilt too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Protocol

from msgspec import Struct, convert

from shared.application.boards.board import MOST_ROWS, SEASON_MARK, is_sealed
from shared.application.boards.ports import Standing
from shared.application.commands.load import load
from shared.application.parts import HasBoards, HasClock, HasLog, HasViews
from shared.application.ports import CacheUnavailable
from shared.games.codebattle.decider import CODE_BATTLE
from shared.games.codebattle.streams import battle_stream
from shared.kernel.errors import CommandRefused


class Parts(HasBoards, HasViews, HasClock, HasLog, Protocol):
    """What reading a board needs of the application; `rebuild` is `rebuild_board` of a battle."""

    @property
    def rebuild(self) -> Callable[[str], int | None]: ...


class BoardPicture(Struct, frozen=True):
    """`as_of` is when it was true; None when nothing was ever stored of a board that is away.

    A stale picture knows the first 100 members only.
    """

    standings: tuple[Standing, ...]
    size: int
    stale: bool
    as_of: datetime | None


class _Stored(Struct, frozen=True):
    size: int
    rows: list[tuple[str, int]]
    at: datetime


def read_top(
    parts: Parts, board: str, count: int = MOST_ROWS, *, rebuild: bool = False
) -> BoardPicture:
    """Return the first `count`, at most 100; refuse `unknown_battle`, as the others do."""
    return _read(
        parts,
        board,
        lambda: parts.leaderboard.top(board, count),
        lambda stored: stored[: max(0, count)],
        rebuild,
    )


def read_rank(parts: Parts, board: str, member: str, *, rebuild: bool = False) -> BoardPicture:
    """Return the member's standing alone; none for one that is not on the board."""

    def live() -> list[Standing]:
        standing = parts.leaderboard.rank(board, member)
        return [] if standing is None else [standing]

    return _read(parts, board, live, lambda stored: _around(stored, member, 0), rebuild)


def read_around(
    parts: Parts, board: str, member: str, radius: int = 5, *, rebuild: bool = False
) -> BoardPicture:
    """Return the member with up to `radius` on either side; none for one that is not there."""
    return _read(
        parts,
        board,
        lambda: parts.leaderboard.around(board, member, radius),
        lambda stored: _around(stored, member, max(0, radius)),
        rebuild,
    )


def _read(
    parts: Parts,
    board: str,
    live: Callable[[], Sequence[Standing]],
    pick: Callable[[Sequence[Standing]], Sequence[Standing]],
    rebuild: bool,
) -> BoardPicture:
    with suppress(CacheUnavailable):
        if _is_whole(parts, board, rebuild=rebuild):
            now, size = parts.clock(), parts.leaderboard.size(board)
            return BoardPicture(tuple(live()), size, stale=False, as_of=now)
    view = parts.views.get("board", board)
    if view is None:
        _check_battle(parts, board)
        return BoardPicture((), 0, stale=True, as_of=None)
    stored = convert(view, _Stored)
    standings = [Standing(name, points, i) for i, (name, points) in enumerate(stored.rows, 1)]
    return BoardPicture(tuple(pick(standings)), stored.size, stale=True, as_of=stored.at)


def _is_whole(parts: Parts, board: str, *, rebuild: bool) -> bool:
    """Rebuild a board that is not, unless another is at it; a sealed one can't be rebuilt."""
    if parts.leaderboard.complete(board):
        return True
    if is_sealed(board) or not rebuild:
        return False
    _check_battle(parts, board)
    parts.rebuild(board)
    return parts.leaderboard.complete(board)


def _check_battle(parts: Parts, board: str) -> None:
    """Refuse a board of a battle that does not exist, before anything is done for it."""
    battle = board.partition(SEASON_MARK)[0]
    if load(parts.log, parts.cache, CODE_BATTLE, battle_stream(battle)).state is None:
        raise CommandRefused("unknown_battle")


def _around(standings: Sequence[Standing], member: str, radius: int) -> Sequence[Standing]:
    place = next((i for i, each in enumerate(standings) if each.member == member), None)
    if place is None:
        return ()
    return standings[max(0, place - radius) : place + radius + 1]
