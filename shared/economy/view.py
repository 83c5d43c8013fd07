"""Tells whom a fact of the economy concerns, and what each of them may see of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

HOUSE = "$"
"""Prefix of the names of accounts that belong to no player."""

type Effect = Mapping[str, Any]
"""The effect of one command, as in the ledger."""


def effects(body: Any) -> list[Effect]:
    """Return the effects in a fact's body: one, or one for each command of a batch."""
    return list(body) if isinstance(body, list | tuple) else [body]


def parties(effect: Effect) -> list[str]:
    """Return the players that an effect names, in order of their ids."""
    return sorted({name for name in _named(effect) if name and not name.startswith(HOUSE)})


def concerned(subject: str, body: Any) -> list[str]:
    """Return the player who gave the order, and each player that an effect names."""
    return sorted({subject, *(name for each in effects(body) for name in parties(each))})


def seen_by(player: str, subject: str, body: Any) -> list[dict[str, Any]]:
    """Return the effects that a player may see: the orderer sees all, others what concerns them.

    No player sees the balances of others.
    """
    return [
        _without_others(player, each)
        for each in effects(body)
        if player == subject or player in parties(each)
    ]


def order_key(service: str, subject: str, body: Any) -> str:
    """Return the key within which facts stay in order: a listing, or the first player named."""
    told = effects(body)
    if service == "market" and told and "listing" in told[0]:
        return f"listing/{told[0]['listing']}"
    return next((name for each in told for name in parties(each)), subject)


def _named(effect: Effect) -> Iterator[str]:
    yield from (effect.get(role) or "" for role in ("source", "destination", "seller", "buyer"))
    yield from (each["owner"] for each in effect.get("balances", ()))


def _without_others(player: str, effect: Effect) -> dict[str, Any]:
    seen = dict(effect)
    if "balances" in seen:
        seen["balances"] = [each for each in seen["balances"] if each["owner"] == player]
    return seen
