"""What the economy needs before its first command."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shared.application.economy.ports import Market, Wallets
from shared.kernel.game import Game


def open_economy(games: Iterable[Game], wallets: Wallets, market: Market, now: datetime) -> None:
    """Make the currencies of rewards and the months of trades ahead; those that are there stay."""
    for game in games:
        if game.reward is not None:
            wallets.add_currency(game.reward.currency)
    market.make_partitions(now)
