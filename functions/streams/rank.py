"""Brings commits onto boards and into lists of rooms, and sets timers: the guaranteed path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shared.application.boards.rank import rank
from shared.application.lifecycle.project_room import project_rooms
from shared.application.lifecycle.timers import set_timers
from shared.kernel.facts import Commit
from shared.kernel.names import room_of
from shared.runtime.bootstrap import Application, application
from shared.runtime.consume_commits import consume_commits


def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    return consume(application(), event)


def consume(app: Application, event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    def handle(commits: Sequence[Commit]) -> None:
        project_rooms(app, commits)
        set_timers(app, commits, sure=True)
        rank(app.games, app.leaderboard, app.queues, app.coordination, commits)

    return consume_commits(app, "rank", event, _room, handle)


def _room(commit: Commit) -> str:
    """All streams of a room make one call to its board."""
    return room_of(commit.stream)
