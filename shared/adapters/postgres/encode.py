"""Encodes commands as the database's functions read them."""

from __future__ import annotations

from typing import Any, Literal, assert_never

from msgspec import to_builtins

from shared.economy.commands import (
    Batch,
    Buy,
    Cancel,
    Capture,
    Consume,
    EconomyCommand,
    Equip,
    Give,
    Grant,
    Hold,
    Offer,
    Release,
    Reverse,
    Transfer,
    Unequip,
)
from shared.economy.market import fee
from shared.economy.money import fees, lines

type Service = Literal["wallet", "inventory", "market", "economy"]


def service_of(command: EconomyCommand) -> Service:
    """Return the service that keeps the command's idempotency key."""
    match command:
        case Transfer() | Hold() | Capture() | Release() | Reverse():
            return "wallet"
        case Grant() | Consume() | Give() | Equip() | Unequip():
            return "inventory"
        case Offer() | Buy() | Cancel():
            return "market"
        case Batch():
            return "economy"
        case _:
            assert_never(command)


def encoded(command: EconomyCommand, key: str, fee_basis_points: int) -> list[dict[str, Any]]:
    """Return the encoded commands of a batch, or the single command."""
    if isinstance(command, Batch):
        return [_one(each) for each in command.commands]
    if isinstance(command, Buy):
        taken = {"fee": fee(command.price, fee_basis_points), "fees": fees(key)}
        return [_one(command) | taken]
    return [_one(command)]


def _one(command: EconomyCommand) -> dict[str, Any]:
    if isinstance(command, Transfer):
        netted = to_builtins(lines(command.payments, command.seen))
        return {"service": "wallet", "do": "transfer", "lines": netted}
    return {"service": service_of(command), **to_builtins(command)}
