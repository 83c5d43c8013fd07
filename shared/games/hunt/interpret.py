"""Interprets the predicates and the effects of a hunt's rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from msgspec import Struct

from shared.games.hunt.energy import regained
from shared.games.hunt.rules import (
    Elapsed,
    Holds,
    Item,
    Kind,
    Need,
    Points,
    Refresh,
    Rested,
    Reveal,
    Scored,
    Taken,
)
from shared.games.hunt.state import Hunt, Seeker


class Gains(Struct, frozen=True):
    """The sum of all effects of a treasure."""

    points: int
    energy: int
    items: dict[str, int]
    revealed: tuple[str, ...]


def unmet(needs: Iterable[Need], hunt: Hunt, me: Seeker, now: datetime) -> Need | None:
    """Return the first need that does not hold; None if all do."""
    return next((each for each in needs if not _holds(each, hunt, me, now)), None)


def _holds(need: Need, hunt: Hunt, me: Seeker, now: datetime) -> bool:
    match need:
        case Taken():
            taken = (each.kind for each in me.clues.values() if each.stage == "taken")
            return sum(kind == need.kind for kind in taken) >= need.count
        case Holds():
            return me.items.get(need.item, 0) >= need.count
        case Scored():
            return me.points >= need.points
        case Rested():
            return regained(me.energy, hunt.rules.energy, now).level >= need.energy
        case Elapsed():
            return (now - hunt.starts_at).total_seconds() >= need.seconds
        case _:
            assert_never(need)


def in_words(need: Need) -> str:
    """Say what is needed, for a seeker who lacks it."""
    match need:
        case Taken():
            return f"{need.count} of {need.kind} taken"
        case Holds():
            return f"{need.count} of {need.item}"
        case Scored():
            return f"{need.points} points"
        case Rested():
            return f"{need.energy} energy"
        case Elapsed():
            return f"{need.seconds} seconds after the start"
        case _:
            assert_never(need)


def gains(kind: Kind) -> Gains:
    """Add up the effects of a treasure of a kind."""
    points, energy, items, revealed = 0, 0, Counter[str](), list[str]()
    for gift in kind.gives:
        match gift:
            case Points():
                points += gift.amount
            case Refresh():
                energy += gift.energy
            case Item():
                items[gift.item] += gift.count
            case Reveal():
                revealed.append(gift.treasure)
            case _:
                assert_never(gift)
    return Gains(points, energy, dict(items), tuple(dict.fromkeys(revealed)))
