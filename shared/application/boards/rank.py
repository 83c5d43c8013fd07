"""Brings the points of commits onto their boards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shared.application.boards.ports import Entry, Leaderboard
from shared.application.channels.tick import tick
from shared.application.ports import Coordination, Queues
from shared.kernel.facts import Commit, Fact
from shared.kernel.game import Board
from shared.kernel.games import Games
from shared.kernel.names import match_stream, room_of, value_channel


def rank(
    games: Games,
    leaderboard: Leaderboard,
    queues: Queues,
    coordination: Coordination,
    commits: Sequence[Commit],
) -> None:
    """Record what the commits change, and tick the boards that they concern.

    It ticks even when nothing was new: who recorded it first may have died before its tick.
    """
    for room in record(games, leaderboard, commits):
        tick(coordination, queues, value_channel(room, "board"))


def record(games: Games, leaderboard: Leaderboard, commits: Sequence[Commit]) -> Iterable[str]:
    """Record each change of points, guarded by position; return the rooms that they concern.

    Repeats and reorders change nothing.
    """
    boards = _entries_of(games, commits)
    for room, entries in boards.items():
        leaderboard.record(room, entries)
    return boards


def _entries_of(games: Games, commits: Sequence[Commit]) -> dict[str, list[Entry]]:
    """Return what the commits change on each room's board."""
    boards: dict[str, list[Entry]] = {}
    for commit in commits:
        game = games.of(commit.stream)
        if game is not None and game.board and (entry := entry_of(game.board, commit)):
            boards.setdefault(room_of(commit.stream), []).append(entry)
    return boards


def entry_of(board: Board, commit: Commit) -> Entry | None:
    """Return what a commit of a player's stream changes; None if that is nothing."""
    name = match_stream(commit.stream)
    points = points_after(board, commit.facts)
    if name is None or not name.username or points is None:
        return None
    return Entry(name.username, points, commit.at, commit.position)


def points_after(board: Board, facts: Sequence[Fact]) -> int | None:
    """Return the points that the last fact about points left, or None when none was about them."""
    scores = [points for fact in facts if (points := board.score(fact)) is not None]
    return scores[-1] if scores else None
