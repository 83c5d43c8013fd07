"""Decides what a viewer sees of the fighters."""

from __future__ import annotations

from hashlib import sha256

from msgspec import Struct

from shared.games.match.actions import Item
from shared.games.match.arena import Fighter, Fighters, in_sight
from shared.games.match.resolve import Blow
from shared.kernel.viewer import Viewer


class Seen(Struct, frozen=True):
    """A fighter as the viewer sees it. `items` are null if the viewer may not see them."""

    username: str
    team: int
    x: int
    y: int
    health: int
    guards: bool
    dealt: int
    items: tuple[Item, ...] | None


def seen(fighters: Fighters, viewer: Viewer, earlier: Fighters | None = None) -> tuple[Seen, ...]:
    """Return the fighters that the viewer sees: an operator sees all, a fighter those in its sight.

    Other viewers see the fighters of some turns ago, and who has fallen.
    """
    if viewer.role == "operator":
        return everybody(fighters)
    if (me := fighters.get(viewer.username)) is not None:
        sight = in_sight(fighters, viewer.username)
        return tuple([_seen(who, fighters[who], me.team) for who in sight])
    if earlier:
        return tuple([_seen(who, each) for who, each in earlier.items()])
    return tuple([_seen(who, each) for who, each in fighters.items() if each.health <= 0])


def everybody(fighters: Fighters) -> tuple[Seen, ...]:
    return tuple([_seen(who, each, each.team) for who, each in fighters.items()])


def blows_seen(fighters: Fighters, viewer: Viewer, blows: tuple[Blow, ...]) -> tuple[Blow, ...]:
    """Return the blows that touch somebody in sight."""
    if not blows or viewer.role == "operator":
        return blows
    sight = set(in_sight(fighters, viewer.username))
    return tuple(each for each in blows if {each.by, each.target} & sight)


def commitment(seed: int) -> str:
    """Return the commitment of the host to a seed, made before anybody plays.

    It reveals nothing of the seed to anybody who can't try 2**64 numbers.
    """
    return sha256(str(seed).encode()).hexdigest()


def _seen(who: str, each: Fighter, team: int | None = None) -> Seen:
    """Show a fighter to a team, or to a viewer without one."""
    items = each.items if each.team == team else None
    return Seen(who, each.team, each.x, each.y, each.health, each.guards, each.dealt, items)
