"""Reads a board: the live one, or its last stored snapshot, marked stale.

An incomplete board is rebuilt for an authenticated reader. An anonymous read starts no work: the
board's subscribers and the clock of its room have it rebuilt too.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from msgspec import Struct

from shared.application.boards.board import SEASON_MARK, boards_of, is_final, part_of, ranked
from shared.application.boards.ports import Part, Ports, RankedEntry
from shared.application.commands.load import load
from shared.application.ports import CacheUnavailable
from shared.kernel.errors import CommandRefused
from shared.kernel.typed import converter


class BoardSnapshot(Struct, frozen=True, omit_defaults=True):
    """A part of a board.

    `as_of` is its time, or None if the cache is away and nothing was ever stored. A stale snapshot
    has the first 100 members only. `columns` are the names of the entries' further numbers.
    """

    entries: tuple[RankedEntry, ...]
    size: int
    stale: bool
    as_of: datetime | None
    columns: tuple[str, ...] = ()


class _Stored(Struct, frozen=True):
    size: int
    rows: list[tuple[str | int, ...]]
    at: datetime


_read_stored = converter(_Stored)


def read_board(ports: Ports, board: str, part: Part, *, rebuild: bool = False) -> BoardSnapshot:
    """Return a part of a board, in one round trip if it is complete; refuse `unknown_room`."""
    with suppress(CacheUnavailable):
        now = ports.clock()
        excerpt = ports.leaderboard.read(board, part)
        if excerpt is None and rebuild and not is_final(board):
            _check_room(ports, board)
            ports.rebuild(board)
            now = ports.clock()
            excerpt = ports.leaderboard.read(board, part)
        if excerpt is not None:
            shown, columns = tuple(excerpt.entries), _columns(ports, board)
            return BoardSnapshot(shown, excerpt.size, stale=False, as_of=now, columns=columns)
    return _stored(ports, board, part)


def _stored(ports: Ports, board: str, part: Part) -> BoardSnapshot:
    view = ports.views.get("board", board)
    if view is None:
        _check_room(ports, board)
        return BoardSnapshot((), 0, stale=True, as_of=None)
    stored = _read_stored(view)
    entries = tuple(part_of(list(ranked(boards_of(ports.games)(board), stored.rows)), part))
    columns = _columns(ports, board)
    return BoardSnapshot(entries, stored.size, stale=True, as_of=stored.at, columns=columns)


def _columns(ports: Ports, board: str) -> tuple[str, ...]:
    return tuple(each.name for each in boards_of(ports.games)(board).columns)


def _check_room(ports: Ports, board: str) -> None:
    """Refuse the board of a room that does not exist, before doing any work for it."""
    room = board.partition(SEASON_MARK)[0]
    game = ports.games.of(room)
    if game is None or load(ports.log, ports.cache, game, room).state is None:
        raise CommandRefused("unknown_room")
