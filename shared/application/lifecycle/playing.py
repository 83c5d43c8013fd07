"""Who has a part in a room that runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from shared.application.lifecycle.ports import Ports
from shared.application.lifecycle.project_room import group_of
from shared.kernel.names import player_stream


def is_playing(ports: Ports, username: str, since: datetime) -> bool:
    """Whether a player has a part in a room that runs, and that began before a time.

    Who was seen last then has no part in a later one. Rooms that run for so long are few.
    """
    return any(
        ports.log.latest(player_stream(room, username), 1) for room in rooms_running(ports, since)
    )


def rooms_running(ports: Ports, since: datetime) -> Iterator[str]:
    """Yield rooms that run by now, and that began by then, of all games that have schedules."""
    for game in ports.games:
        if game.schedule is not None:
            for row in ports.views.listed(group_of(game, "running")):
                if datetime.fromisoformat(row["starts_at"]) <= since:
                    yield row["room"]
