"""Records the points of commits on their boards, and schedules a refresh of their channels."""

from __future__ import annotations

from collections.abc import Sequence

from shared.application.boards.record import record
from shared.application.channels.ports import Ports
from shared.application.channels.schedule_refresh import schedule_refresh
from shared.kernel.facts import Commit
from shared.kernel.names import value_channel


def rank(ports: Ports, commits: Sequence[Commit]) -> None:
    """Record what the commits change, and schedule a refresh of the boards concerned.

    Schedules it even if nothing was new, because the process that recorded it first may have died
    before scheduling.
    """
    for room in record(ports.games, ports.leaderboard, commits):
        schedule_refresh(ports.coordination, ports.queues, value_channel(room, "board"))
