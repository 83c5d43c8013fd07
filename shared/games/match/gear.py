"""Gear: which worn items of a player's inventory count in a match, and how much.

An item that is not in the table counts nothing, and all items together count at most `MOST`. A
fighter stores the resulting numbers, so a match that has begun needs neither the table nor the
inventory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct


class Bonus(Struct, frozen=True):
    """Health added at the start, and damage added to the die's."""

    health: int = 0
    damage: int = 0


GEAR: Mapping[str, Bonus] = {
    "helmet": Bonus(health=1),
    "armour": Bonus(health=2),
    "sword": Bonus(damage=1),
    "lucky_ring": Bonus(health=1),
}
"""Item names of the catalogue, each a single item that is worn in a slot."""

MOST = Bonus(health=3, damage=1)


def known(worn: Iterable[str]) -> tuple[str, ...]:
    """Return the worn items that count in the arena, each once."""
    return tuple(sorted(set(worn) & GEAR.keys()))


def bonus_of(gear: Iterable[str]) -> Bonus:
    """Return the sum of the bonuses of all items."""
    each = [GEAR[item] for item in gear if item in GEAR]
    health, damage = sum(one.health for one in each), sum(one.damage for one in each)
    return Bonus(min(MOST.health, health), min(MOST.damage, damage))
