"""Handles a command to its end; an attack that met too many others on one stream is put off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from msgspec import to_builtins

from shared.application.commands.handle_command import Asked, Handled, handle_asked
from shared.application.commands.ports import Postponed, StreamMoved
from shared.application.parts import HasLog, HasQueues
from shared.application.ports import Queues
from shared.games.codebattle.commands import Attack
from shared.games.codebattle.streams import participant_stream
from shared.kernel.facts import Command


class Parts(HasLog, HasQueues, Protocol):
    """What handling needs of the application."""


def handle_or_postpone(parts: Parts, asked: Asked, pause: Callable[[int], None]) -> Handled:
    """Do what `handle_asked` does, but a contended attack goes to its queue.

    Raises StreamMoved, or Postponed for an attack that waits in its queue.
    """
    try:
        return handle_asked(parts.log, parts.cache, asked, pause)
    except StreamMoved:
        if postpone(parts.queues, asked.command, by=asked.by, command_id=asked.command_id):
            raise Postponed from None
        raise


def postpone(queues: Queues, command: Command, *, by: str, command_id: str) -> bool:
    """Queue an attack behind others on the same target; no other command is put off.

    A repeat of the command id is dropped by the queue.
    """
    if not isinstance(command, Attack):
        return False
    message = {
        "command_id": command_id,
        "battle": command.battle,
        "username": command.username,
        "target": command.target,
        "player_id": by,
        "at": to_builtins(command.now),
    }
    group = participant_stream(command.battle, command.target)
    queues.put("attacks", message, group=group, key=f"{by}/{command_id}")
    return True
