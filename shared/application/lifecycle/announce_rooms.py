"""Announces what the clock has brought about, and looks after the boards of the day."""

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
"""A room's last board stays readable as `{room}@final`."""

SETTLED = PATIENCE + timedelta(minutes=1)
"""After its end a room waits so long for commands that were deferred."""

WATCHED = timedelta(hours=1)
"""How long after its end was announced a room's board is still refreshed, until it is final."""


def announce_rooms(ports: Ports, on_fault: Callable[[Exception], object]) -> None:
    """Look at every room once; what goes wrong with one is reported and does not stop the others.

    Safe to repeat: the ids of its commands are the rooms'. The refresh of a running room's
    channels heals, within a minute, whatever message of theirs was lost.
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
    """From the start on; a room whose end nobody has announced, however long ago it was."""
    until = (row.end_announced_at or row.ends_at) + WATCHED
    return row.starts_at <= now and (now < until or row.end_announced_at is None)


def _announce(ports: Ports, game: Game, row: RoomRow, _now: datetime) -> None:
    """Do what is due, at most a start and an end, and let the list tell of it."""
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
