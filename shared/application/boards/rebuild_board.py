"""Makes a board whole again from the log, whatever was lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import batched

from shared.application.boards.ports import Entry, Leaderboard
from shared.application.boards.rank import entry_of
from shared.application.commands.ports import Log
from shared.kernel.facts import Commit
from shared.kernel.game import Board
from shared.kernel.names import roster

BATCH = 200

type Entries = Iterable[Entry | None]
type Each = Callable[[Callable[[str], Entry | None], Iterable[str]], Entries]


def rebuild_board(
    log: Log, leaderboard: Leaderboard, board: Board, room: str, *, each: Each = map
) -> int | None:
    """Record every participant's points and return how many streams were read.

    Each entry is that of the commit that last changed the points, so commits that are recorded
    meanwhile are neither lost nor overwritten. None when the board is complete, when another is at
    it, or when the store was emptied meanwhile. What an unfinished try recorded is not read again.
    `each` maps a function over streams, in order; a pool's `map` reads them side by side.
    """
    claim = leaderboard.claim_rebuild(room)
    if claim is None:
        return None
    streams = sorted(stream for stream in log.streams(roster(room)) if stream > claim.after)
    for batch in batched(streams, BATCH, strict=False):
        entries = [entry for entry in each(partial(_entry, log, board), batch) if entry is not None]
        leaderboard.record(room, entries)
        if not leaderboard.extend_rebuild(room, claim, batch[-1]):
            return None
    return len(streams) if leaderboard.mark_complete(room, claim) else None


def _entry(log: Log, board: Board, stream: str) -> Entry | None:
    """Read the newest commits, and the whole stream only when none of them changed the points."""
    newest = _last_entry(board, log.latest(stream))
    return newest if newest is not None else _last_entry(board, log.read(stream))


def _last_entry(board: Board, commits: Iterable[Commit]) -> Entry | None:
    last = None
    for commit in commits:
        last = entry_of(board, commit) or last
    return last
