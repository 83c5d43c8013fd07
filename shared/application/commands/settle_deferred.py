"""Carries out a command that was deferred, or tells its sender that nothing came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from msgspec import Struct

from shared.application.commands.handle_command import CommandResult, ask, handle_request
from shared.application.commands.ports import Ports, StreamMoved
from shared.kernel.facts import Command, PlayerCommand
from shared.kernel.game import Deferral, Game

PATIENCE = timedelta(minutes=4)
"""So long after it was asked for a command may still be carried out, after that no more."""


class Waiting(Struct, frozen=True):
    """A command that was deferred, who gave it, and its id."""

    command: PlayerCommand
    by: str
    command_id: str


def settle_deferred(
    parts: Ports,
    game: Game,
    deferral: Deferral,
    waiting: Waiting,
    *,
    last_try: bool,
    pause: Callable[[int], None],
) -> None:
    """Carry it out, or record that it failed; exactly one of the two, whoever repeats the command.

    Raises StreamMoved when its streams are still busy, but at the last try gives up as `busy`.
    """
    deferred = waiting.command

    def handle(command: Command) -> CommandResult:
        asked = ask(game, command, waiting.by, waiting.command_id, replaces=deferred)
        handled = handle_request(parts.log, parts.cache, asked, pause)
        parts.publish(handled.commits)
        return handled

    reason = "busy"
    if parts.clock() < deferred.now + PATIENCE:
        try:
            handled = handle(deferred)
        except StreamMoved:
            if not last_try:
                raise
        else:
            if handled.repeated or handled.refusal is None:
                return
            reason = handled.refusal.reason
    handle(deferral.abandon(deferred, reason, waiting.command_id))
