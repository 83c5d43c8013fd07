"""Records the points of commits on their boards, and schedules a refresh of their channels."""

from __future__ import annotations

from collections.abc import Sequence

from shared.application.boards.ports import Leaderboard
from shared.application.boards.record import record
from shared.application.channels.schedule_refresh import schedule_refresh
from shared.application.ports import Coordination, Queues
from shared.kernel.facts import Commit
from shared.kernel.games import Games
from shared.kernel.names import value_channel


def rank(
    games: Games,
    leaderboard: Leaderboard,
    queues: Queues,
    coordination: Coordination,
    commits: Sequence[Commit],
) -> None:
    """Record what the commits change, and schedule a refresh of the boards that they concern.

    It does so even when nothing was new: who recorded it first may have died before.
    """
    for room in record(games, leaderboard, commits):
        schedule_refresh(coordination, queues, value_channel(room, "board"))
