"""The actions of a fighter in a turn, and the items that it may carry."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from shared.kernel.players import MAX_NAME

SIDE = 12
"""Squares on each side of the square arena."""

MOST_ITEMS = 2

type Item = Literal["bow", "shield", "boots", "potion"]
type Loadout = Annotated[tuple[Item, ...], Meta(max_length=MOST_ITEMS)]
type Along = Annotated[int, Meta(ge=0, lt=SIDE)]


class Move(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="move"):
    """Step to an adjacent square, or up to two squares away with boots."""

    x: Along
    y: Along


class Strike(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="strike"):
    """Hit a fighter on an adjacent square, or up to four squares away with a bow."""

    target: Annotated[str, Meta(min_length=1, max_length=MAX_NAME)]


class Guard(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="guard"):
    """Halve the damage of each blow, until your next action."""


class Drink(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="drink"):
    """Drink the potion, which heals."""


class Wait(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="wait"):
    """Do nothing. A player who chooses too late waits, too."""


type Action = Move | Strike | Guard | Drink | Wait
