"""Declares the commands of the economy."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from shared.economy.money import Payment, Seen
from shared.economy.things import Thing


class Order(Struct, frozen=True, tag_field="do", tag=str.lower):
    """A command of the economy; its idempotency key carries the time at which it arrived."""


class Transfer(Order, frozen=True):
    """Makes all payments or none; refused if an account in `seen` has moved on."""

    payments: tuple[Payment, ...]
    seen: tuple[Seen, ...] = ()


class Hold(Order, frozen=True):
    owner: str
    currency: str
    amount: int


class Capture(Order, frozen=True):
    """Pays from a hold, once; the rest of the hold is free again."""

    hold: int
    amount: int
    destination: str


class Release(Order, frozen=True):
    hold: int


class Reverse(Order, frozen=True):
    """Books the opposite of a transfer, a capture or a purchase, and returns a purchased item."""

    transaction: int


class Grant(Order, frozen=True):
    """Creates things; a single thing needs an id that no thing ever had."""

    owner: str
    things: tuple[Thing, ...]


class Consume(Order, frozen=True):
    owner: str
    things: tuple[Thing, ...]


class Give(Order, frozen=True):
    """Gives things to another player; a worn one must be taken off first."""

    source: str
    destination: str
    things: tuple[Thing, ...]


class Equip(Order, frozen=True):
    """Puts a thing into its item's slot, replacing the one there."""

    owner: str
    id: str


class Unequip(Order, frozen=True):
    owner: str
    id: str


class Offer(Order, frozen=True):
    """Puts a thing into escrow, for sale as a whole until a time."""

    seller: str
    thing: Thing
    currency: str
    price: int
    expires: datetime


class Buy(Order, frozen=True):
    """Buys a listing at the price that the buyer has seen."""

    listing: int
    buyer: str
    price: int


class Cancel(Order, frozen=True):
    listing: int
    seller: str


type WalletCommand = Transfer | Hold | Capture | Release | Reverse
type InventoryCommand = Grant | Consume | Give | Equip | Unequip
type MarketCommand = Offer | Buy | Cancel


class Batch(Order, frozen=True):
    """Carries out commands in order, all or none."""

    commands: tuple[WalletCommand | InventoryCommand, ...]


type EconomyCommand = WalletCommand | InventoryCommand | MarketCommand | Batch
