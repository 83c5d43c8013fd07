"""Orders: what a player, or an operator, asks of the economy under a key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shared.application.economy.perform import perform
from shared.application.economy.ports import Ports, Results
from shared.application.players.limit import ORDERS, check_rate
from shared.economy.commands import EconomyCommand
from shared.economy.names import Names
from shared.kernel.players import Identity

type Meant = Callable[[Names], EconomyCommand]
"""The command that an order means, once it is known whom its names mean."""


def order(ports: Ports, by: Identity, key: str, meant: Meant) -> Results:
    """Carry a player's order out, and leave out what it did to others.

    Raises CommandRefused, EconomyUnavailable, or, of repeats too and before anything is read,
    TooFast.
    """
    check_rate(ports, ORDERS, by.player_id)
    results = operate(ports, by, key, meant)
    return tuple(seen_by(by.player_id, each) for each in results)


def operate(ports: Ports, by: Identity, key: str, meant: Meant) -> Results:
    """Carry an operator's order out; keys of two who order never meet."""
    command = meant(Names(ports.players.ids_of))
    return perform(ports.economy, command, scope=by.player_id, key=key, now=ports.clock())


def seen_by(owner: str, result: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the balances of others."""
    if "balances" not in result:
        return dict(result)
    own = [each for each in result["balances"] if each["owner"] == owner]
    return {**result, "balances": own}
