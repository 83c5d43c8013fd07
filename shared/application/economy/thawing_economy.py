"""Brings archived players back when a command names them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from shared.application.economy.ports import Economy, Request, Results
from shared.economy.commands import Batch, EconomyCommand, Transfer
from shared.kernel.errors import CommandRefused

NAMES = ("owner", "source", "destination", "seller", "buyer")


class ThawingEconomy:
    """An economy that thaws players: the database refuses to write for a player in the archive.

    The player is then brought back and the command tried once more: it costs nothing if nobody is
    archived.
    """

    def __init__(self, economy: Economy, bring_back: Callable[[str], object]) -> None:
        self._economy = economy
        self._bring_back = bring_back

    def perform(self, request: Request, command: EconomyCommand) -> Results:
        try:
            return self._economy.perform(request, command)
        except CommandRefused as refusal:
            self._thaw(refusal, (command,))
        return self._economy.perform(request, command)

    def transfer_each(
        self, scope: str, transfers: Sequence[tuple[str, str, Transfer]], now: datetime
    ) -> None:
        try:
            self._economy.transfer_each(scope, transfers, now)
        except CommandRefused as refusal:
            self._thaw(refusal, [command for _, _, command in transfers])
            self._economy.transfer_each(scope, transfers, now)

    def _thaw(self, refusal: CommandRefused, commands: Iterable[EconomyCommand]) -> None:
        if refusal.reason != "player_archived":
            raise refusal
        for player in sorted({each for command in commands for each in named(command)}):
            with suppress(CommandRefused):  # one who never was here has nothing to bring back
                self._bring_back(player)


def named(command: EconomyCommand) -> set[str]:
    """Return the players whom a command names."""
    match command:
        case Batch():
            found = {name for each in command.commands for name in named(each)}
        case Transfer():
            found = {name for each in command.payments for name in (each.source, each.destination)}
        case _:
            found = {getattr(command, name) for name in NAMES if hasattr(command, name)}
    return {name for name in found if not name.startswith("$")}
