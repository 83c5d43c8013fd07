"""What the economy needs before its first command."""

from __future__ import annotations

from typing import Protocol

from shared.application.economy.ports import Market, Wallets
from shared.application.parts import HasClock
from shared.games.codebattle.rewards import CURRENCY


class Parts(HasClock, Protocol):
    """What it takes of the application."""

    @property
    def wallets(self) -> Wallets: ...
    @property
    def market(self) -> Market: ...


def open_economy(parts: Parts) -> None:
    """Make the currency of rewards and the months of trades ahead; those that are there stay."""
    parts.wallets.add_currency(CURRENCY)
    parts.market.make_partitions(parts.clock())
