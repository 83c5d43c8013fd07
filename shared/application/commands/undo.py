"""Finds the command that takes back a commit."""

from __future__ import annotations

from datetime import datetime

from shared.application.commands.ports import Log
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Command
from shared.kernel.game import Game


def undo_command(
    log: Log, game: Game, stream: str, position: int, reason: str, now: datetime
) -> Command:
    """Return the command that takes the commit back.

    Raise CommandRefused if there is nothing to take back.
    """
    if game.undo is None:
        raise CommandRefused("not_reversible")
    if not log.latest(stream, 1):
        raise CommandRefused("unknown_player")
    commit = next(iter(log.read(stream, after=position - 1, limit=1)), None)
    if commit is None:
        raise CommandRefused("unknown_position")
    return game.undo(stream, commit, reason, now)
