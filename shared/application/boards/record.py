"""Records the points of commits on their boards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shared.application.boards.board import kept
from shared.application.boards.ports import Entry, Leaderboard
from shared.kernel.facts import Commit
from shared.kernel.game import Board, Score
from shared.kernel.games import Games
from shared.kernel.names import owner_of, room_of


def record(games: Games, leaderboard: Leaderboard, commits: Sequence[Commit]) -> Iterable[str]:
    """Record each change of points, guarded by position; return the rooms concerned.

    Repeats and reorders change nothing.
    """
    boards = _entries_of(games, commits)
    for room, entries in boards.items():
        leaderboard.record(room, entries)
    return boards


def _entries_of(games: Games, commits: Sequence[Commit]) -> dict[str, list[Entry]]:
    """Return the entries that the commits change on each room's board."""
    boards: dict[str, list[Entry]] = {}
    for commit in commits:
        game = games.of(commit.stream)
        if game is not None and game.board and (entries := entries_of(game.board, commit)):
            boards.setdefault(room_of(commit.stream), []).extend(entries)
    return boards


def entries_of(board: Board, commit: Commit) -> list[Entry]:
    """Return the entries that a board keeps of a commit: each player's last one, or the best.

    Facts of streams that are neither the room's nor a player's give no points.
    """
    username = owner_of(commit.stream)
    if not username and commit.stream != room_of(commit.stream):
        return []
    entries = [
        _entry(board, who, score, commit)
        for fact in commit.facts
        for who, score in board.points(fact, username).items()
    ]
    return entries if len(entries) < 2 else kept(board, entries)  # noqa: PLR2004 - nothing to choose


def _entry(board: Board, member: str, score: int | Score, commit: Commit) -> Entry:
    if isinstance(score, int):
        return Entry(member, score, commit.at, commit.position, (0,) * len(board.columns))
    return Entry(member, score.points, commit.at, commit.position, score.columns)
