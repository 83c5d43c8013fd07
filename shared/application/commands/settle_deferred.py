"""Carries out a deferred command, or tells its sender that it failed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from msgspec import Struct

from shared.application.commands.handle_command import handle_request
from shared.application.commands.ports import Ports, StreamMoved
from shared.application.commands.request import CommandRequest, ask, digest
from shared.application.commands.result import REUSED, CommandResult
from shared.kernel.facts import Command, PlayerCommand
from shared.kernel.game import Deferral, Game

PATIENCE = timedelta(minutes=4)
"""Time after its arrival within which a deferred command may still be carried out."""


BUSY = "busy"
"""Reason told to the sender of a command that was given up without a refusal by its game."""


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
    """Carry the command out or record that it failed: exactly one of the two, also for a repeat.

    A command whose id another command has used fails under an id of its own: that id's outcome
    stays. At the last try every failure gives the command up as `busy`. Raises StreamMoved when its
    streams are still busy, except at the last try. Any other failure is raised at every try, so
    that the last makes a dead letter.
    """
    settling = _Settling(ports, game, deferral, waiting, pause)
    if ports.clock() >= waiting.command.now + PATIENCE:
        settling.give_up(BUSY)
        return
    try:
        reason = settling.carry_out()
    except Exception as failure:
        if last_try:
            settling.give_up(BUSY)
        if last_try and isinstance(failure, StreamMoved):
            return
        raise
    if reason is not None:
        settling.give_up(reason)


class _Settling(Struct, frozen=True):
    ports: Ports
    game: Game
    deferral: Deferral
    waiting: Waiting
    pause: Callable[[int], None]

    def carry_out(self) -> str | None:
        """Return why the command failed.

        Return None if it was carried out, or a repeat already has the answer.
        """
        handled = self._handle(self._replacing(self.waiting.command))
        if handled.refusal is None or (handled.repeated and not handled.is_reused):
            return None
        return handled.refusal.reason

    def give_up(self, reason: str) -> None:
        """Record that the command failed."""
        if self._handle(self._replacing(self._abandoned(reason))).is_reused:
            own_id = f"{REUSED}:{digest(self.waiting.command)}:{self.waiting.command_id}"
            self._handle(ask(self.game, self._abandoned(REUSED), self.waiting.by, own_id))

    def _abandoned(self, reason: str) -> Command:
        return self.deferral.abandon(self.waiting.command, reason, self.waiting.command_id)

    def _replacing(self, command: Command) -> CommandRequest:
        waiting = self.waiting
        return ask(self.game, command, waiting.by, waiting.command_id, replaces=waiting.command)

    def _handle(self, asked: CommandRequest) -> CommandResult:
        handled = handle_request(self.ports.log, self.ports.cache, asked, self.pause)
        self.ports.publish(handled.commits)
        return handled
