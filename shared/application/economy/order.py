"""Orders: what a player, or an operator, asks of the economy under a key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from shared.application.economy.perform import perform
from shared.application.economy.ports import Economy, Results
from shared.application.players.limit import ORDERS, check_rate
from shared.application.players.limit import Parts as Limiting
from shared.application.players.ports import Identity, Players
from shared.economy.commands import EconomyCommand
from shared.kernel.errors import CommandRefused

HOUSE = re.compile(r"\$(?!issuance|listing)[a-z][a-z0-9_]{0,31}(/[a-z0-9_]{1,32})?")
"""Accounts of the house that may be named; those of issuance and of escrow book themselves."""


class Parts(Limiting, Protocol):
    """What orders need of the application."""

    @property
    def economy(self) -> Economy: ...
    @property
    def players(self) -> Players: ...


class Names:
    """Whom names mean in the books, where a player is an id and the house begins with `$`."""

    def __init__(self, players: Players) -> None:
        self._players = players
        self._known: dict[str, str | None] = {}

    def learn(self, names: Iterable[str]) -> None:
        """Look up at once the names of players that are going to be asked for."""
        new = [name for name in names if name not in self._known]
        if new:
            ids = self._players.ids_of(new)
            self._known |= {name: ids.get(name) for name in new}

    def player(self, name: str) -> str:
        """Return a player's id, or raise CommandRefused."""
        self.learn((name,))
        player_id = self._known[name]
        if player_id is None:
            raise CommandRefused("unknown_player")
        return player_id

    def payer(self, name: str) -> str:
        """Return a player's id or an account of the house, or raise CommandRefused."""
        if not name.startswith("$"):
            return self.player(name)
        if not HOUSE.fullmatch(name):
            raise CommandRefused("bad_owner")
        return name


type Meant = Callable[[Names], EconomyCommand]
"""The command that an order means, once it is known whom its names mean."""


def order(parts: Parts, by: Identity, key: str, meant: Meant) -> Results:
    """Carry a player's order out, and leave out what it did to others.

    Raises CommandRefused, EconomyUnavailable, or, of repeats too and before anything is read,
    TooFast.
    """
    check_rate(parts, ORDERS, by.player_id)
    results = operate(parts, by, key, meant)
    return tuple(seen_by(by.player_id, each) for each in results)


def operate(parts: Parts, by: Identity, key: str, meant: Meant) -> Results:
    """Carry an operator's order out; keys of two who order never meet."""
    command = meant(Names(parts.players))
    return perform(parts.economy, command, scope=by.player_id, key=key, now=parts.clock())


def seen_by(owner: str, result: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the balances of others."""
    if "balances" not in result:
        return dict(result)
    own = [each for each in result["balances"] if each["owner"] == owner]
    return {**result, "balances": own}
