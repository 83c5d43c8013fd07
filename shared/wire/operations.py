"""What operators may ask of the economy, over HTTP alone; see `economy.py` for players."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct
from msgspec.json import Decoder

from shared.economy import commands as c
from shared.economy.checks import MAX_COMMANDS, MAX_ITEMS
from shared.economy.money import Payment, Seen, issuance
from shared.economy.names import Names
from shared.kernel.players import MAX_NAME
from shared.wire.economy import (
    Amount,
    Currency,
    Name,
    Number,
    Order,
    Things,
    Version,
    check_count,
    people_of,
    things_of,
)

HOUSE_NAME = 66
"""Of `$`, a word, `/` and another word."""

type Payer = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=max(MAX_NAME, HOUSE_NAME),
        description="a username, or a system account such as `$prizes` or `$fees/3`",
    ),
]


class PaymentBody(Struct, frozen=True, forbid_unknown_fields=True, rename={"source": "from"}):
    """A payment from one account to another."""

    source: Payer
    to: Payer
    currency: Currency
    amount: Amount


class SeenBody(Struct, frozen=True, forbid_unknown_fields=True):
    """An account that must still have this version."""

    owner: Payer
    currency: Currency
    version: Version


class Mint(Order, frozen=True):
    """Create new money and pay it to an account."""

    to: Payer
    currency: Currency
    amount: Amount

    def people(self) -> tuple[str, ...]:
        return players_of(self.to)

    def command(self, key: str, names: Names) -> c.Transfer:
        payee = names.payer(self.to)
        return c.Transfer((Payment(issuance(key), payee, self.currency, self.amount),))


class Burn(Order, frozen=True, rename={"source": "from"}):
    """Take money from an account and destroy it."""

    source: Payer
    currency: Currency
    amount: Amount

    def people(self) -> tuple[str, ...]:
        return players_of(self.source)

    def command(self, key: str, names: Names) -> c.Transfer:
        payer = names.payer(self.source)
        return c.Transfer((Payment(payer, issuance(key), self.currency, self.amount),))


class Transfer(Order, frozen=True):
    """Make many payments, all or none."""

    payments: tuple[PaymentBody, ...]
    seen: tuple[SeenBody, ...] = ()

    def people(self) -> tuple[str, ...]:
        payers = (name for each in self.payments for name in (each.source, each.to))
        return players_of(*payers, *(each.owner for each in self.seen))

    def command(self, _: str, names: Names) -> c.Transfer:
        check_count(self.payments, MAX_ITEMS)
        check_count(self.seen, MAX_ITEMS)
        names.learn(self.people())
        payments = (
            Payment(names.payer(each.source), names.payer(each.to), each.currency, each.amount)
            for each in self.payments
        )
        seen = (Seen(names.payer(each.owner), each.currency, each.version) for each in self.seen)
        return c.Transfer(tuple(payments), tuple(seen))


class Hold(Order, frozen=True, rename={"source": "from"}):
    """Set money of an account aside so that nothing else can spend it."""

    source: Payer
    currency: Currency
    amount: Amount

    def people(self) -> tuple[str, ...]:
        return players_of(self.source)

    def command(self, _: str, names: Names) -> c.Hold:
        return c.Hold(names.payer(self.source), self.currency, self.amount)


class Capture(Order, frozen=True):
    """Pay from a hold, once. The rest of the hold is released."""

    hold: Number
    amount: Amount
    to: Payer

    def people(self) -> tuple[str, ...]:
        return players_of(self.to)

    def command(self, _: str, names: Names) -> c.Capture:
        return c.Capture(self.hold, self.amount, names.payer(self.to))


class Release(Order, frozen=True):
    """Release a hold; its money can be spent again."""

    hold: Number

    def command(self, _key: str, _names: Names) -> c.Release:
        return c.Release(self.hold)


class Reverse(Order, frozen=True):
    """Reverse a transaction, once, by booking the opposite."""

    transaction: Number

    def command(self, _key: str, _names: Names) -> c.Reverse:
        return c.Reverse(self.transaction)


class Grant(Order, frozen=True):
    """Create items for a player. A single item needs an id that was never used."""

    to: Name
    things: tuple[Things, ...]

    def people(self) -> tuple[str, ...]:
        return (self.to,)

    def command(self, _: str, names: Names) -> c.Grant:
        return c.Grant(names.player(self.to), things_of(self.things))


class Take(Order, frozen=True, rename={"source": "from"}):
    """Use up items of a player."""

    source: Name
    things: tuple[Things, ...]

    def people(self) -> tuple[str, ...]:
        return (self.source,)

    def command(self, _: str, names: Names) -> c.Consume:
        return c.Consume(names.player(self.source), things_of(self.things))


type One = Mint | Burn | Transfer | Hold | Capture | Release | Reverse | Grant | Take


class OperatorBatch(Order, frozen=True, tag="batch"):
    """Carry out up to 10 orders in sequence, all or none, with up to 250 payments and items."""

    orders: tuple[One, ...]

    def command(self, key: str, names: Names) -> c.Batch:
        check_count(self.orders, MAX_COMMANDS)
        names.learn(people_of(self.orders))
        return c.Batch(tuple(each.command(key, names) for each in self.orders))


type OperatorOrder = One | OperatorBatch

_decoder: Decoder[OperatorOrder] = Decoder(
    Mint | Burn | Transfer | Hold | Capture | Release | Reverse | Grant | Take | OperatorBatch
)


def players_of(*payers: str) -> tuple[str, ...]:
    """Those that are no system accounts."""
    return tuple(payer for payer in payers if not payer.startswith("$"))


def decode_operation(raw: bytes) -> OperatorOrder:
    """Read an operator's order; raise DecodeError, or ValidationError that says what is wrong."""
    return _decoder.decode(raw)
