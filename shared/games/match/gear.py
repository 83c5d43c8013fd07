"""What a player wears counts in a match: which items of its inventory, and how much.

The table is all there is: an item that is not in it counts nothing, and no more than `MOST` counts
of all together. A fighter keeps the numbers, so a match that has begun needs neither the table nor
the inventory any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct


class Bonus(Struct, frozen=True):
    """Health at the start, and damage beside the die's."""

    health: int = 0
    damage: int = 0


GEAR: Mapping[str, Bonus] = {
    "helmet": Bonus(health=1),
    "armour": Bonus(health=2),
    "sword": Bonus(damage=1),
    "lucky_ring": Bonus(health=1),
}
"""Names of the catalogue, each of a single item that is worn in a slot."""

MOST = Bonus(health=3, damage=1)


def known(worn: Iterable[str]) -> tuple[str, ...]:
    """Return what of it the arena knows, each item once."""
    return tuple(sorted(set(worn) & GEAR.keys()))


def bonus_of(gear: Iterable[str]) -> Bonus:
    """Return what all of it adds."""
    each = [GEAR[item] for item in gear if item in GEAR]
    health, damage = sum(one.health for one in each), sum(one.damage for one in each)
    return Bonus(min(MOST.health, health), min(MOST.damage, damage))
