"""Brings the points of commits onto their boards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shared.application.boards.ports import Entry, Leaderboard
from shared.application.channels.tick import tick
from shared.application.ports import Coordination, Queues
from shared.games.codebattle import events as e
from shared.games.codebattle.channels import board_channel
from shared.games.codebattle.streams import PARTICIPANT_STREAM
from shared.kernel.facts import Commit, Fact


def rank(
    leaderboard: Leaderboard, queues: Queues, coordination: Coordination, commits: Sequence[Commit]
) -> None:
    """Record what the commits change, and tick the boards that they concern.

    It ticks even when nothing was new: who recorded it first may have died before its tick.
    """
    for battle in record(leaderboard, commits):
        tick(coordination, queues, board_channel(battle))


def record(leaderboard: Leaderboard, commits: Sequence[Commit]) -> Iterable[str]:
    """Record each change of points, guarded by position; return the battles that they concern.

    Repeats and reorders change nothing.
    """
    boards = _entries_of(commits)
    for battle, entries in boards.items():
        leaderboard.record(battle, entries)
    return boards


def _entries_of(commits: Sequence[Commit]) -> dict[str, list[Entry]]:
    """Return what the commits change on each battle's board."""
    boards: dict[str, list[Entry]] = {}
    for commit in commits:
        points = points_after(commit.facts)
        if points is None:
            continue
        if (who := PARTICIPANT_STREAM.match(commit.stream)) is not None:
            entry = Entry(who.username, points, commit.at, commit.position)
            boards.setdefault(who.battle, []).append(entry)
    return boards


def points_after(facts: Sequence[Fact]) -> int | None:
    """Return the points that the last fact about points left, or None when none was about them."""
    points: int | None = None
    for fact in facts:
        match fact:
            case e.ParticipantJoined():
                points = 0
            case e.QuestionSolved() | e.PointLost() | e.AwardReversed() | e.AttackReversed():
                points = fact.total
            case _:
                pass
    return points
