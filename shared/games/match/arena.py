"""The fighters of a match, their positions, and whom they see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from shared.games.match.actions import SIDE, Item
from shared.games.match.gear import bonus_of

HEALTH = 20
SIGHT = 4
"""Range of sight in squares, in any direction; a team sees what any of its fighters sees."""

_EDGE = 4 * (SIDE - 1)


class Fighter(Struct, frozen=True, omit_defaults=True):
    """A fighter: `dealt` is the damage that it has done, `fell` the turn in which it fell, or 0.

    `most` is the health that it began with, which no potion exceeds; `edge` is added to the damage
    that its die rolls.
    """

    team: int
    x: int
    y: int
    health: int = HEALTH
    items: tuple[Item, ...] = ()
    guards: bool = False
    dealt: int = 0
    fell: int = 0
    most: int = HEALTH
    edge: int = 0

    @property
    def stands(self) -> bool:
        return self.health > 0


type Fighters = Mapping[str, Fighter]


def distance(one: Fighter | tuple[int, int], other: Fighter) -> int:
    """Return the number of steps between two squares; a step may be diagonal."""
    x, y = one if isinstance(one, tuple) else (one.x, one.y)
    return max(abs(x - other.x), abs(y - other.y))


def in_sight(fighters: Fighters, username: str) -> list[str]:
    """Name whom a fighter sees: its team, anybody near a member of it, and the fallen."""
    me = fighters.get(username)
    if me is None:
        return []
    team = me.team
    eyes = [each for each in fighters.values() if each.team == team and each.health > 0]
    return [
        who
        for who, each in fighters.items()
        if each.team == team or each.health <= 0 or _is_near(eyes, each)
    ]


def _is_near(eyes: Sequence[Fighter], other: Fighter) -> bool:
    """Whether any of `eyes` is near; called for all pairs, for each viewer of each turn."""
    x, y = other.x, other.y
    for eye in eyes:  # noqa: SIM110 - a generator takes as long as three pairs
        if -SIGHT <= eye.x - x <= SIGHT and -SIGHT <= eye.y - y <= SIGHT:
            return True
    return False


def placed(
    teams: Sequence[Sequence[str]],
    items: Mapping[str, tuple[Item, ...]],
    turn_by: int,
    gear: Mapping[str, tuple[str, ...]],
) -> dict[str, Fighter]:
    """Place the fighters along the edge, teams together; chance rotates the whole ring."""
    names = [(who, team) for team, members in enumerate(teams) for who in members]
    fighters = {}
    for number, (who, team) in enumerate(names):
        x, y = _edge((turn_by + number * _EDGE // len(names)) % _EDGE)
        bonus = bonus_of(gear.get(who, ()))
        most = HEALTH + bonus.health
        fighters[who] = Fighter(team, x, y, most, items.get(who, ()), most=most, edge=bonus.damage)
    return fighters


def entrance(fighters: Fighters) -> tuple[int, int]:
    """Return a free square of the edge, which has more squares than there are fighters."""
    taken = {(each.x, each.y) for each in fighters.values() if each.stands}
    return next(square for square in map(_edge, range(_EDGE)) if square not in taken)


def _edge(step: int) -> tuple[int, int]:
    """Return the square at a number of steps along the edge."""
    side, along = divmod(step, SIDE - 1)
    last = SIDE - 1
    return ((along, 0), (last, along), (last - along, last), (0, last - along))[side]
