"""Carries out a command that was deferred, or tells its sender that nothing came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from msgspec import Struct

from shared.application.commands.handle_command import (
    REUSED,
    CommandRequest,
    CommandResult,
    ask,
    digest,
    handle_request,
)
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
    ports: Ports,
    game: Game,
    deferral: Deferral,
    waiting: Waiting,
    *,
    last_try: bool,
    pause: Callable[[int], None],
) -> None:
    """Carry it out, or record that it failed; exactly one of the two, whoever repeats the command.

    One whose id another command had fails under an id of its own: the outcome of its id stays.
    Raises StreamMoved when its streams are still busy, but at the last try gives up as `busy`.
    """
    deferred = waiting.command

    def handle(asked: CommandRequest) -> CommandResult:
        handled = handle_request(ports.log, ports.cache, asked, pause)
        ports.publish(handled.commits)
        return handled

    def replacing(command: Command) -> CommandRequest:
        return ask(game, command, waiting.by, waiting.command_id, replaces=deferred)

    reason: str | None = "busy"
    if ports.clock() < deferred.now + PATIENCE:
        try:
            reason = _failure(handle(replacing(deferred)))
        except StreamMoved:
            if not last_try:
                raise
    if reason is None:
        return
    given_up = handle(replacing(deferral.abandon(deferred, reason, waiting.command_id)))
    if given_up.is_reused:
        reused = deferral.abandon(deferred, REUSED, waiting.command_id)
        own_id = f"{REUSED}:{digest(deferred)}:{waiting.command_id}"
        handle(ask(game, reused, waiting.by, own_id))


def _failure(handled: CommandResult) -> str | None:
    """Return why nothing came of it; None if something did, or a repeat has the answer."""
    if handled.refusal is None or (handled.repeated and not handled.is_reused):
        return None
    return handled.refusal.reason
