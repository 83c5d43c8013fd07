"""Things: stacks, which have a count, and single things, which have an id."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from shared.economy.money import check_amount
from shared.kernel.errors import CommandRefused

ITEM = re.compile(r"[a-z][a-z0-9_]{0,63}")
SLOT = re.compile(r"[a-z][a-z0-9_]{0,31}")
MAX_ID = 64
MAX_DEFINITIONS = 10_000


class Thing(Struct, frozen=True):
    """A number of an item, or the single thing with an id."""

    item: str
    amount: int = 1
    id: str = ""


class Definition(Struct, frozen=True):
    """An item's definition: the number that an owner may have, and the slot of a single one."""

    item: str
    stackable: bool
    most: int
    slot: str | None = None


def check_item(item: str) -> None:
    if not ITEM.fullmatch(item):
        raise CommandRefused("unknown_item")


def check_thing(thing: Thing) -> None:
    check_amount(thing.amount)
    check_item(thing.item)
    if thing.id and (thing.amount != 1 or len(thing.id) > MAX_ID or "\x00" in thing.id):
        raise CommandRefused("bad_amount")


def check_things(things: Iterable[Thing]) -> None:
    """Refuse an item or id that occurs twice, so that the order of things does not matter."""
    named = [(thing.item, thing.id) for thing in things]
    for thing in things:
        check_thing(thing)
    if not named or len(set(named)) < len(named):
        raise CommandRefused("bad_amount")


def check_definition(definition: Definition) -> None:
    check_amount(definition.most)
    check_item(definition.item)
    slot = definition.slot
    if slot is not None and (definition.stackable or not SLOT.fullmatch(slot)):
        raise CommandRefused("bad_definition", item=definition.item)


def check_catalogue(version: int, definitions: tuple[Definition, ...]) -> None:
    items = {definition.item for definition in definitions}
    if version < 1 or not 0 < len(items) == len(definitions) <= MAX_DEFINITIONS:
        raise CommandRefused("bad_catalogue")
    for definition in definitions:
        check_definition(definition)
