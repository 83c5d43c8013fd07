"""Refuses commands by their form and limits, before any store is read."""

from __future__ import annotations

from typing import assert_never

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
    InventoryCommand,
    MarketCommand,
    Offer,
    Release,
    Reverse,
    Transfer,
    Unequip,
    WalletCommand,
)
from shared.economy.money import (
    MAX_AMOUNT,
    check_amount,
    check_currency,
    check_owner,
    check_payment,
)
from shared.economy.things import check_thing, check_things
from shared.kernel.errors import CommandRefused

MAX_COMMANDS = 10
MAX_ITEMS = 250
"""Maximum payments and things in one request, over all of its commands."""


def check(command: EconomyCommand) -> None:
    """Raise CommandRefused for a command that no state could allow."""
    if size(command) > MAX_ITEMS:
        raise CommandRefused("too_large", most=MAX_ITEMS)
    match command:
        case Batch():
            if not 0 < len(command.commands) <= MAX_COMMANDS:
                raise CommandRefused("too_large", most=MAX_COMMANDS)
            for each in command.commands:
                check(each)
        case Transfer() | Hold() | Capture() | Release() | Reverse():
            _check_wallet(command)
        case Grant() | Consume() | Give() | Equip() | Unequip():
            _check_inventory(command)
        case Offer() | Buy() | Cancel():
            _check_market(command)
        case _:
            assert_never(command)


def size(command: EconomyCommand) -> int:
    match command:
        case Batch(commands):
            return sum(map(size, commands))
        case Transfer(payments):
            return len(payments)
        case Grant(things=things) | Consume(things=things) | Give(things=things):
            return len(things)
        case _:
            return 1


def _check_wallet(command: WalletCommand) -> None:
    match command:
        case Transfer(payments):
            if not payments:
                raise CommandRefused("bad_amount")
            for payment in payments:
                check_payment(payment)
        case Hold(owner, currency, amount):
            check_owner(owner)
            check_currency(currency)
            check_amount(amount)
        case Capture(hold, amount, destination):
            _check_id(hold, "unknown_hold")
            check_owner(destination)
            check_amount(amount)
        case Release(hold):
            _check_id(hold, "unknown_hold")
        case Reverse(transaction):
            _check_id(transaction, "unknown_transaction")
        case _:
            assert_never(command)


def _check_inventory(command: InventoryCommand) -> None:
    match command:
        case Grant(owner, things) | Consume(owner, things):
            check_owner(owner)
            check_things(things)
        case Give(source, destination, things):
            check_owner(source)
            check_owner(destination)
            check_things(things)
            if source == destination:
                raise CommandRefused("same_account")
        case Equip(owner) | Unequip(owner):
            check_owner(owner)
        case _:
            assert_never(command)


def _check_market(command: MarketCommand) -> None:
    match command:
        case Offer(seller, thing, currency, price):
            check_owner(seller)
            check_thing(thing)
            check_currency(currency)
            check_amount(price)
        case Buy(listing, buyer, price):
            _check_id(listing, "unknown_listing")
            check_owner(buyer)
            check_amount(price)
        case Cancel(listing, seller):
            _check_id(listing, "unknown_listing")
            check_owner(seller)
        case _:
            assert_never(command)


def _check_id(number: int, reason: str) -> None:
    if not 0 < number <= MAX_AMOUNT:
        raise CommandRefused(reason)
