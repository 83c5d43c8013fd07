"""Carries out orders: commands of a player or an operator to the economy, each under a key."""

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
"""Makes the command of an order, given the player ids of its usernames."""


def order(ports: Ports, by: Identity, key: str, meant: Meant) -> Results:
    """Carry a player's order out; return the results without what it did to others.

    Raises CommandRefused, EconomyUnavailable, or TooFast, which also applies to repeats and is
    raised before anything is read.
    """
    check_rate(ports, ORDERS, by.player_id)
    results = operate(ports, by, key, meant)
    return tuple(seen_by(by.player_id, each) for each in results)


def operate(ports: Ports, by: Identity, key: str, meant: Meant) -> Results:
    """Carry an operator's order out; equal keys of two senders are different keys."""
    command = meant(Names(ports.players.ids_of))
    return perform(ports.economy, command, scope=by.player_id, key=key, now=ports.clock())


def seen_by(owner: str, result: Mapping[str, Any]) -> dict[str, Any]:
    """Return a result without the balances of other players."""
    if "balances" not in result:
        return dict(result)
    own = [each for each in result["balances"] if each["owner"] == owner]
    return {**result, "balances": own}
