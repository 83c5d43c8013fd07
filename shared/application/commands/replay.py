"""Replays a stream up to a past position or time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import takewhile

from shared.application.commands.ports import Log
from shared.kernel.facts import Commit, StreamState
from shared.kernel.rules import Rules, fold


def replay(
    log: Log,
    game: Rules,
    stream: str,
    *,
    position: int | None = None,
    at: datetime | None = None,
) -> StreamState:
    """Fold the commits up to `position` and up to the time `at`, both inclusive.

    Reads from the first commit and ignores snapshots, so it also checks them.
    """
    commits: Iterator[Commit] = iter(())
    if position is None or position > 0:
        commits = log.read(stream, limit=position)
    if at is not None:
        moment = at
        commits = takewhile(lambda commit: commit.at <= moment, commits)
    return fold(game, StreamState(stream), commits)
