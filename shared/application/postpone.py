"""Puts an attack off that met too many others on one stream (S4-71)."""

from __future__ import annotations

from msgspec import to_builtins

from shared.application.ports import Queues
from shared.domain.codebattle.commands import Attack
from shared.domain.codebattle.streams import participant_stream
from shared.domain.kernel.facts import Command


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
