"""Brings the points of commits onto their boards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shared.application.boards.ports import Entry, Leaderboard
from shared.application.channels.tick import tick
from shared.application.ports import Coordination, Queues
from shared.kernel.facts import Commit
from shared.kernel.game import Board
from shared.kernel.games import Games
from shared.kernel.names import parse_stream, room_of, value_channel


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
        if game is not None and game.board and (entries := entries_of(game.board, commit)):
            boards.setdefault(room_of(commit.stream), []).extend(entries)
    return boards


def entries_of(board: Board, commit: Commit) -> list[Entry]:
    """Return the points that a commit leaves players with: those of its last fact about each."""
    name = parse_stream(commit.stream)
    points: dict[str, int] = {}
    for fact in commit.facts:
        points |= board.points(fact, name.username)
    return [Entry(who, each, commit.at, commit.position) for who, each in points.items()]
