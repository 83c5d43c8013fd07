"""What players may ask of the economy: one codec for HTTP and for sockets.

A player says what to do and to whom; who does it is known and never said. Money is in whole minor
units. A value that no state could allow is left to the rules, which name what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sized
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.json import Decoder
from msgspec.structs import force_setattr

from shared.economy import commands as c
from shared.economy.checks import MAX_COMMANDS, MAX_ITEMS
from shared.economy.money import CURRENCY, MAX_AMOUNT, Payment, Seen
from shared.economy.names import Names
from shared.economy.things import ITEM, MAX_ID, Thing
from shared.kernel.errors import CommandRefused
from shared.kernel.players import MAX_NAME
from shared.wire.moments import in_utc

type Name = Annotated[str, Meta(min_length=1, max_length=MAX_NAME, description="a username")]
type Amount = Annotated[
    int,
    Meta(
        description="money in whole minor units, or a number of items",
        extra_json_schema={"minimum": 1, "maximum": MAX_AMOUNT},
    ),
]
type Number = Annotated[
    int, Meta(description="a number from an earlier answer", extra_json_schema={"minimum": 1})
]
type Version = Annotated[
    int, Meta(ge=0, le=MAX_AMOUNT, description="an account's version from an answer")
]
type Currency = Annotated[str, Meta(extra_json_schema={"pattern": f"^({CURRENCY.pattern})$"})]
type Item = Annotated[str, Meta(extra_json_schema={"pattern": f"^({ITEM.pattern})$"})]
type ThingId = Annotated[str, Meta(min_length=1, max_length=MAX_ID, pattern=r"^[^\x00]+$")]

MAX_PEOPLE = 4 * MAX_ITEMS
"""That a batch may name: the two of each payment, both perhaps with the version that was seen."""


class Things(Struct, frozen=True, forbid_unknown_fields=True):
    """An amount of a stackable item, or the single item with an id."""

    item: Item
    amount: Amount = 1
    id: Annotated[str, Meta(max_length=MAX_ID)] = ""

    def thing(self) -> Thing:
        return Thing(self.item, self.amount, self.id)


class Order(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag=str.lower):
    """Something to do; `command` is what it means when `me` asks for it."""

    def people(self) -> tuple[str, ...]:
        """The players that it names."""
        return ()


class Pay(Order, frozen=True):
    """Pay another player. With `seen`, only if your own account still has this version."""

    to: Name
    currency: Currency
    amount: Amount
    seen: Version | None = None

    def people(self) -> tuple[str, ...]:
        return (self.to,)

    def command(self, me: str, names: Names) -> c.Transfer:
        payment = Payment(me, names.player(self.to), self.currency, self.amount)
        seen = () if self.seen is None else (Seen(me, self.currency, self.seen),)
        return c.Transfer((payment,), seen)


class Give(Order, frozen=True):
    """Give items to another player."""

    to: Name
    things: tuple[Things, ...]

    def people(self) -> tuple[str, ...]:
        return (self.to,)

    def command(self, me: str, names: Names) -> c.Give:
        return c.Give(me, names.player(self.to), things_of(self.things))


class Consume(Order, frozen=True):
    """Use up items."""

    things: tuple[Things, ...]

    def command(self, me: str, _: Names) -> c.Consume:
        return c.Consume(me, things_of(self.things))


class Equip(Order, frozen=True):
    """Wear a single item; it replaces the one in its slot."""

    id: ThingId

    def command(self, me: str, _: Names) -> c.Equip:
        return c.Equip(me, self.id)


class Unequip(Order, frozen=True):
    """Take off a single item."""

    id: ThingId

    def command(self, me: str, _: Names) -> c.Unequip:
        return c.Unequip(me, self.id)


class Offer(Order, frozen=True):
    """Offer items for sale, as a whole, for at most 90 days."""

    thing: Things
    currency: Currency
    price: Amount
    expires: Annotated[datetime, Meta(tz=True)]

    def __post_init__(self) -> None:
        force_setattr(self, "expires", in_utc(self.expires))

    def command(self, me: str, _: Names) -> c.Offer:
        return c.Offer(me, self.thing.thing(), self.currency, self.price, self.expires)


class Buy(Order, frozen=True):
    """Buy a listing; refused if its price is not the given one."""

    listing: Number
    price: Amount

    def command(self, me: str, _: Names) -> c.Buy:
        return c.Buy(self.listing, me, self.price)


class Cancel(Order, frozen=True):
    """Withdraw one of your listings."""

    listing: Number

    def command(self, me: str, _: Names) -> c.Cancel:
        return c.Cancel(self.listing, me)


class Batch(Order, frozen=True):
    """Carry out up to 10 orders in sequence, all or none, with up to 250 payments and items."""

    orders: tuple[Pay | Give | Consume | Equip | Unequip, ...]

    def command(self, me: str, names: Names) -> c.Batch:
        check_count(self.orders, MAX_COMMANDS)
        names.learn(people_of(self.orders))
        return c.Batch(tuple(each.command(me, names) for each in self.orders))


type PlayerOrder = Pay | Give | Consume | Equip | Unequip | Offer | Buy | Cancel | Batch

_decoder: Decoder[PlayerOrder] = Decoder(
    Pay | Give | Consume | Equip | Unequip | Offer | Buy | Cancel | Batch
)


def decode_order(raw: bytes) -> PlayerOrder:
    """Read a player's order; raise DecodeError, or ValidationError that says what is wrong."""
    return _decoder.decode(raw)


def check_count(many: Sized, most: int) -> None:
    """Refuse what is too large before its names are looked up."""
    if len(many) > most:
        raise CommandRefused("too_large", most=most)


def people_of(orders: Iterable[Order]) -> tuple[str, ...]:
    """The players that a batch names, to be looked up at once."""
    people = tuple(name for each in orders for name in each.people())
    check_count(people, MAX_PEOPLE)
    return people


def things_of(things: tuple[Things, ...]) -> tuple[Thing, ...]:
    return tuple(each.thing() for each in things)
