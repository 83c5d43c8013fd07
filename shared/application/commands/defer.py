"""Handles one command to its end, or puts a contended one into the queue `deferred`."""

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
    """Do what `handle_request` does, but defer a contended command if its game allows it.

    Where slots have owners, the slot's owner handles the command instead: there commands take turns
    and are never deferred. Raises StreamMoved, or Deferred for a command that now waits in the
    queue.
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
    """Queue a command behind others of its group, if its game defers it; return whether it did.

    The queue drops a repeat of the command. It keeps another command with the same id, whose sender
    is later told that the id is taken.
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
