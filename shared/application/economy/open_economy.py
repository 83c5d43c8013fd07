"""What the economy needs before its first command."""

from __future__ import annotations

from typing import Protocol

from shared.application.economy.ports import Market, Wallets
from shared.application.parts import HasClock, HasGames


class Parts(HasClock, HasGames, Protocol):
    """What it takes of the application."""

    @property
    def wallets(self) -> Wallets: ...
    @property
    def market(self) -> Market: ...


def open_economy(parts: Parts) -> None:
    """Make the currencies of rewards and the months of trades ahead; those that are there stay."""
    for game in parts.games:
        if game.reward is not None:
            parts.wallets.add_currency(game.reward.currency)
    parts.market.make_partitions(parts.clock())
