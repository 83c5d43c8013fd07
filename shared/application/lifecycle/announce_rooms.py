"""Announces starts and ends of rooms by the clock, and refreshes the boards of recent rooms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from shared.application.channels.schedule_refresh import schedule_refresh
from shared.application.commands.settle_deferred import PATIENCE
from shared.application.lifecycle.list_rooms import RoomRow, announceable
from shared.application.lifecycle.ports import Ports
from shared.application.lifecycle.project_room import project_room
from shared.application.lifecycle.timers import fire_due
from shared.kernel.game import Game
from shared.kernel.names import value_channel

SEASON = "final"
"""Season of a room's final board, which stays readable as `{room}@final`."""

SETTLED = PATIENCE + timedelta(minutes=1)
"""Time after its end for which a room waits for deferred commands."""

WATCHED = timedelta(hours=1)
"""Time after the announced end for which a room's board is still refreshed, until it is final."""


def announce_rooms(ports: Ports, on_fault: Callable[[Exception], object]) -> None:
    """Look at every room once; report a room's failure and go on with the others.

    Safe to repeat: command ids follow from the rooms. Refreshing a running room's channels makes
    up, within a minute, for any lost message of theirs.
    """
    now = ports.clock()
    for game in ports.games:
        for row in announceable(ports.views, game, now, now - WATCHED):
            if _is_watched(row, now):
                for step in (_announce, _refresh, _finalise):
                    try:
                        step(ports, game, row, now)
                    except Exception as fault:  # noqa: BLE001 - the other rooms must have theirs
                        on_fault(fault)


def _is_watched(row: RoomRow, now: datetime) -> bool:
    """Whether a room is looked at: from its start until `WATCHED` after its announced end."""
    until = (row.end_announced_at or row.ends_at) + WATCHED
    return row.starts_at <= now and (now < until or row.end_announced_at is None)


def _announce(ports: Ports, game: Game, row: RoomRow, _now: datetime) -> None:
    """Announce what is due, at most a start and an end, and update the list of rooms."""
    if row.end_announced_at is not None:
        return
    fire_due(ports, game, row.room)
    project_room(ports, row.room)


def _refresh(ports: Ports, game: Game, row: RoomRow, _now: datetime) -> None:
    if game.board:
        schedule_refresh(ports.coordination, ports.queues, value_channel(row.room, "board"))
    if game.presence:
        schedule_refresh(ports.coordination, ports.queues, value_channel(row.room, "presence"))


def _finalise(ports: Ports, game: Game, row: RoomRow, now: datetime) -> None:
    if game.board and now >= row.ends_at + SETTLED and ports.leaderboard.complete(row.room):
        ports.leaderboard.finalise(row.room, SEASON)
