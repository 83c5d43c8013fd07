"""What may be asked of the economy."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from shared.economy.money import Payment, Seen
from shared.economy.things import Thing


class Order(Struct, frozen=True, tag_field="do", tag=str.lower):
    """A command of the economy; the time at which it arrived comes with its key."""


class Transfer(Order, frozen=True):
    """All payments or none; `seen` refuses if an account has moved on."""

    payments: tuple[Payment, ...]
    seen: tuple[Seen, ...] = ()


class Hold(Order, frozen=True):
    owner: str
    currency: str
    amount: int


class Capture(Order, frozen=True):
    """Pays from a hold, once; what is left of the hold is free again."""

    hold: int
    amount: int
    destination: str


class Release(Order, frozen=True):
    hold: int


class Reverse(Order, frozen=True):
    """Books the opposite of a transfer, a capture or a purchase, whose item goes back, too."""

    transaction: int


class Grant(Order, frozen=True):
    """A single thing needs an id that no thing ever had."""

    owner: str
    things: tuple[Thing, ...]


class Consume(Order, frozen=True):
    owner: str
    things: tuple[Thing, ...]


class Give(Order, frozen=True):
    """A single thing that is worn must be taken off first."""

    source: str
    destination: str
    things: tuple[Thing, ...]


class Equip(Order, frozen=True):
    """Puts a thing in its item's slot, in place of the one that was there."""

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
    """The price is the one that the buyer has seen."""

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
    """In order, all or none."""

    commands: tuple[WalletCommand | InventoryCommand, ...]


type EconomyCommand = WalletCommand | InventoryCommand | MarketCommand | Batch
