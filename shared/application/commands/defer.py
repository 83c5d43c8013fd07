"""Handles a command to its end; one that met too many others may wait in a queue."""

from __future__ import annotations

from collections.abc import Callable

from shared.application.commands.handle_command import handle_request
from shared.application.commands.ports import Deferred, Ports, StreamMoved
from shared.application.commands.request import CommandRequest, digest
from shared.application.commands.result import CommandResult
from shared.application.ports import Queues
from shared.wire.messages import DeferredCommand, encode_command


def handle_or_defer(
    ports: Ports, asked: CommandRequest, pause: Callable[[int], None]
) -> CommandResult:
    """Do what `handle_request` does, but a contended command of the game's deferral waits.

    The owner of a slot does it where there is one: there commands take turns and wait for no queue.
    Raises StreamMoved, or Deferred for a command that waits in the queue.
    """
    if ports.owners is not None and ports.owners.takes(asked):
        return ports.owners.carry_out(asked)
    try:
        return handle_request(ports.log, ports.cache, asked, pause)
    except StreamMoved:
        if defer(ports.queues, asked):
            raise Deferred from None
        raise


def defer(queues: Queues, asked: CommandRequest) -> bool:
    """Queue a command behind others of its group, if its game says so; return whether it was.

    A repeat of the command is dropped by the queue; another one under its id is not, and its sender
    will be told that the id is taken.
    """
    command, deferral = asked.command, asked.game.deferral
    if deferral is None or not isinstance(command, deferral.command):
        return False
    message = DeferredCommand(
        asked.game.name, encode_command(command), asked.by, asked.command_id, asked.trace
    )
    key = f"{asked.by}/{asked.command_id}/{digest(command)}"
    queues.put("deferred", message, group=deferral.group(command), key=key)
    return True
