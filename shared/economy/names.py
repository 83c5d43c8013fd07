"""Resolves the names in an order to accounts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from shared.kernel.errors import CommandRefused

HOUSE = re.compile(
    r"\$(?!issuance|listing|archived|deleted)[a-z][a-z0-9_]{0,31}(/[a-z0-9_]{1,32})?"
)
"""Matches system accounts that orders may name; orders can't name those of issuance, escrow and the
archive."""


class Names:
    """Maps names to ledger accounts: players' ids, and system accounts, which begin with `$`."""

    def __init__(self, ids_of: Callable[[Iterable[str]], Mapping[str, str]]) -> None:
        self._ids_of = ids_of
        self._known: dict[str, str | None] = {}

    def learn(self, names: Iterable[str]) -> None:
        """Look up several players' names at once, before they are asked for."""
        new = [name for name in names if name not in self._known]
        if new:
            ids = self._ids_of(new)
            self._known |= {name: ids.get(name) for name in new}

    def player(self, name: str) -> str:
        """Return a player's id, or raise CommandRefused."""
        self.learn((name,))
        player_id = self._known[name]
        if player_id is None:
            raise CommandRefused("unknown_player")
        return player_id

    def payer(self, name: str) -> str:
        """Return a player's id or a system account, or raise CommandRefused."""
        if not name.startswith("$"):
            return self.player(name)
        if not HOUSE.fullmatch(name):
            raise CommandRefused("bad_owner")
        return name
