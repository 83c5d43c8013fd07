"""Prepares the economy for its first command."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shared.application.economy.ports import Market, Wallets
from shared.kernel.game import Game
from shared.kernel.reward import Prizes, Reward


def open_economy(games: Iterable[Game], wallets: Wallets, market: Market, now: datetime) -> None:
    """Create the currencies of rewards and the coming months of trades; existing ones stay."""
    for game in games:
        for currency in _currencies(game.reward):
            wallets.add_currency(currency)
    market.make_partitions(now)


def _currencies(reward: Reward | Prizes | None) -> tuple[str, ...]:
    match reward:
        case Reward():
            return (reward.currency,)
        case Prizes():
            return reward.currencies
        case None:
            return ()
