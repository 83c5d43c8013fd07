"""Announces what the clock has brought about, and looks after the boards of the day."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol

from shared.application.channels.tick import tick
from shared.application.commands.settle_attack import PATIENCE
from shared.application.lifecycle.list_battles import BattleRow, announceable
from shared.application.lifecycle.project_battle import project_stream
from shared.application.parts import (
    HasBoards,
    HasClock,
    HasCoordination,
    HasHandle,
    HasLog,
    HasQueues,
    HasViews,
)
from shared.games.codebattle.channels import board_channel, presence_channel
from shared.games.codebattle.commands import EndBattle, StartBattle
from shared.games.codebattle.streams import battle_stream
from shared.kernel.errors import CommandRefused

BY = "herald"

SEASON = "final"
"""A battle's last board stays readable as `{battle}@final`."""

SETTLED = PATIENCE + timedelta(minutes=1)
"""After its end a battle waits so long for attacks that were postponed."""

WATCHED = timedelta(hours=1)
"""How long after its end was announced a battle's board is still refreshed and sealed."""


class Parts(HasViews, HasBoards, HasCoordination, HasQueues, HasClock, HasLog, HasHandle, Protocol):
    """What the herald needs of the application."""


def announce_battles(parts: Parts, on_fault: Callable[[Exception], object]) -> None:
    """Look at every battle once; what goes wrong with one is reported and does not stop the others.

    Safe to repeat: the ids of its commands are the battles'. The refresh of a running battle's
    channels heals, within a minute, whatever message of theirs was lost.
    """
    now = parts.clock()
    for row in announceable(parts.views, now, now - WATCHED):
        if _is_watched(row, now):
            for step in (_announce, _refresh, _seal):
                try:
                    step(parts, row, now)
                except Exception as fault:  # noqa: BLE001 - the other battles must have theirs
                    on_fault(fault)


def _is_watched(row: BattleRow, now: datetime) -> bool:
    """From the start on; a battle whose end nobody has announced, however long ago it was."""
    until = (row.end_announced_at or row.ends_at) + WATCHED
    return row.starts_at <= now and (now < until or not row.end_announced)


def _announce(parts: Parts, row: BattleRow, now: datetime) -> None:
    if not (row.start_announced or row.end_announced):
        _say(parts, StartBattle(now, row.battle), f"{BY}:start:{row.battle}")
    if not row.end_announced and now >= row.ends_at:
        _say(parts, EndBattle(now, row.battle), f"{BY}:end:{row.battle}")


def _say(parts: Parts, command: StartBattle | EndBattle, command_id: str) -> None:
    """A refusal says that the list is behind: the battle has another time by now."""
    with suppress(CommandRefused):
        parts.handle(command, by=BY, command_id=command_id)
    project_stream(parts.views, parts.log, parts.cache, battle_stream(command.battle))


def _refresh(parts: Parts, row: BattleRow, _now: datetime) -> None:
    for channel in (board_channel(row.battle), presence_channel(row.battle)):
        tick(parts.coordination, parts.queues, channel)


def _seal(parts: Parts, row: BattleRow, now: datetime) -> None:
    if now >= row.ends_at + SETTLED and parts.leaderboard.complete(row.battle):
        parts.leaderboard.seal(row.battle, SEASON)
