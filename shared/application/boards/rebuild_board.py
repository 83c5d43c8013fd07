"""Rebuilds a board from the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import batched, chain

from shared.application.boards.board import kept
from shared.application.boards.ports import Entry, Leaderboard
from shared.application.boards.record import entries_of
from shared.application.commands.ports import Log
from shared.kernel.facts import Commit
from shared.kernel.game import Board
from shared.kernel.names import roster

BATCH = 200

type Entries = Iterable[list[Entry]]
type Each = Callable[[Callable[[str], list[Entry]], Iterable[str]], Entries]


def rebuild_board(
    log: Log, leaderboard: Leaderboard, board: Board, room: str, *, each: Each = map
) -> int | None:
    """Record everybody's points and return how many players' streams were read.

    Each entry is that of the last commit that changed the points, or of the best, so commits
    recorded meanwhile are neither lost nor overwritten. Return None if the board is complete, if
    another caller is rebuilding it, or if the store was emptied meanwhile. Streams recorded by an
    unfinished rebuild are not read again. `each` maps a function over streams, in order; a pool's
    `map` reads them concurrently.
    """
    claim = leaderboard.claim_rebuild(room)
    if claim is None:
        return None
    leaderboard.record(room, _entries(board, log.read(room)))
    streams = sorted(stream for stream in log.streams(roster(room)) if stream > claim.after)
    for batch in batched(streams, BATCH, strict=False):
        entries = chain.from_iterable(each(partial(_entries_of, log, board), batch))
        leaderboard.record(room, list(entries))
        if not leaderboard.extend_rebuild(room, claim, batch[-1]):
            return None
    return len(streams) if leaderboard.mark_complete(room, claim) else None


def _entries_of(log: Log, board: Board, stream: str) -> list[Entry]:
    """Read the newest commits, and the whole stream only if none of them changed the points.

    A board that keeps the best reads the whole stream, as any commit may have it.
    """
    newest = _entries(board, log.latest(stream)) if board.keeps == "last" else []
    return newest or _entries(board, log.read(stream))


def _entries(board: Board, commits: Iterable[Commit]) -> list[Entry]:
    """Return the entry of each player that the board keeps."""
    return kept(board, (entry for commit in commits for entry in entries_of(board, commit)))
