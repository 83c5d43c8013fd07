"""Makes a board whole again from the log, whatever was lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import batched

from shared.application.boards.ports import Entry, Leaderboard
from shared.application.boards.rank import points_after
from shared.application.commands.ports import Log
from shared.games.codebattle.streams import PARTICIPANT_STREAM, roster
from shared.kernel.facts import Commit

BATCH = 200

type Entries = Iterable[Entry | None]
type Each = Callable[[Callable[[str], Entry | None], Iterable[str]], Entries]


def rebuild_board(
    log: Log, leaderboard: Leaderboard, battle: str, *, each: Each = map
) -> int | None:
    """Record every participant's points and return how many streams were read.

    Each entry is that of the commit that last changed the points, so commits that are recorded
    meanwhile are neither lost nor overwritten. None when the board is complete, when another is at
    it, or when the store was emptied meanwhile. What an unfinished try recorded is not read again.
    `each` maps a function over streams, in order; a pool's `map` reads them side by side.
    """
    claim = leaderboard.claim_rebuild(battle)
    if claim is None:
        return None
    streams = sorted(stream for stream in log.streams(roster(battle)) if stream > claim.after)
    for batch in batched(streams, BATCH, strict=False):
        entries = [entry for entry in each(partial(_entry, log), batch) if entry is not None]
        leaderboard.record(battle, entries)
        if not leaderboard.extend_rebuild(battle, claim, batch[-1]):
            return None
    return len(streams) if leaderboard.mark_complete(battle, claim) else None


def _entry(log: Log, stream: str) -> Entry | None:
    """Read the newest commits, and the whole stream only when none of them changed the points."""
    newest = _last_entry(stream, log.latest(stream))
    return newest if newest is not None else _last_entry(stream, log.read(stream))


def _last_entry(stream: str, commits: Iterable[Commit]) -> Entry | None:
    who = PARTICIPANT_STREAM.match(stream)
    if who is None:
        return None
    last = None
    for commit in commits:
        points = points_after(commit.facts)
        if points is not None:
            last = Entry(who.username, points, commit.at, commit.position)
    return last
