"""Does what is due on a stream: once, whoever finds out first."""

from __future__ import annotations

from contextlib import suppress
from typing import Protocol

from shared.application.commands.load import load
from shared.application.parts import HasClock, HasHandle, HasLog
from shared.kernel.errors import CommandRefused
from shared.kernel.game import Game
from shared.kernel.moments import milliseconds

BY = "timer"


class Parts(HasLog, HasHandle, HasClock, Protocol):
    """What a timer needs of the application."""


def fire_timer(parts: Parts, game: Game, stream: str) -> bool:
    """Do the next thing that is due; return whether there was one that changed the stream.

    The command's id has its kind and the time, so a repeat has no second effect. A refusal
    says that the stream has moved on meanwhile.
    """
    if game.timer is None:
        return False
    folded = load(parts.log, parts.cache, game, stream)
    timer, now = game.timer(folded.state), parts.clock()
    if timer is None or now < timer.at:
        return False
    command = timer.command(now)
    command_id = f"{BY}:{type(command).__name__}:{milliseconds(timer.at)}"
    with suppress(CommandRefused):
        handled = parts.handle(game, command, by=BY, command_id=command_id)
        return bool(handled.commits)
    return False
