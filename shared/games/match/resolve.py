"""Resolves the actions of a turn: a pure function of fighters, actions and dice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import blake2b

from msgspec import Struct
from msgspec.structs import replace

from shared.games.match.actions import Action, Drink, Guard, Move, Strike
from shared.games.match.arena import Fighter, Fighters, distance

HEALS = 8
BOW_REACH = 4
DAMAGE = 6
"""Sides of the die for the damage of a blow."""

_FIRST = 1_000_003
"""Sides of the die that decides who moves first: ties are very unlikely."""

type Dice = Callable[[str, int], int]
"""Rolls a name's die with that many sides, from 1; the same roll always gives the same number."""


class Blow(Struct, frozen=True):
    """An attempted strike. `damage` is 0 if the target was out of reach."""

    by: str
    target: str
    damage: int


class Resolution(Struct, frozen=True):
    """All fighters after a turn, and its blows."""

    fighters: dict[str, Fighter]
    blows: tuple[Blow, ...]


def dice_of(seed: int, turn: int) -> Dice:
    """Return the dice of a turn; nobody knows the seed before the match is over."""

    def roll(who: str, sides: int) -> int:
        text = f"{seed}/{turn}/{sides}/{who}"
        return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) % sides + 1

    return roll


def resolve(fighters: Fighters, actions: Mapping[str, Action], dice: Dice, turn: int) -> Resolution:
    """Carry out the actions simultaneously: guards and drinks, then moves, then blows.

    The order of arrival does not matter. If two fighters want one square, dice decide. Blows fall
    together: a fighter that falls has still struck.
    """
    after, moves, strikes = dict(fighters), [], []
    for who in sorted(actions):
        me, action = fighters[who], actions[who]
        if not me.stands:
            continue
        after[who] = _prepared(me, action)
        match action:
            case Move():
                moves.append((who, action))
            case Strike():
                strikes.append((who, action.target))
            case _:
                pass
    _move(after, moves, dice)
    blows = tuple([_blow(after, who, target, dice) for who, target in strikes])
    for blow in blows:
        _land(after, blow, turn)
    return Resolution(after, blows)


def speed(fighter: Fighter) -> int:
    return 2 if "boots" in fighter.items else 1


def reach(fighter: Fighter) -> int:
    return BOW_REACH if "bow" in fighter.items else 1


def _prepared(me: Fighter, action: Action) -> Fighter:
    guards = type(action) is Guard  # isinstance is slow for a Struct of another class
    if type(action) is Drink:
        left = tuple(each for each in me.items if each != "potion")
        return replace(me, guards=guards, items=left, health=min(me.most, me.health + HEALS))
    return replace(me, guards=guards) if guards != me.guards else me


def _move(fighters: dict[str, Fighter], moves: list[tuple[str, Move]], dice: Dice) -> None:
    """Carry out the moves in an order decided by dice."""
    if len(moves) > 1:
        moves.sort(key=lambda each: dice(each[0], _FIRST))
    for who, to in moves:
        if _is_free(fighters, to):
            fighters[who] = replace(fighters[who], x=to.x, y=to.y)


def _is_free(fighters: Fighters, to: Move) -> bool:
    x, y = to.x, to.y
    return not [each for each in fighters.values() if each.x == x and each.y == y and each.stands]


def _blow(fighters: Fighters, who: str, target: str, dice: Dice) -> Blow:
    me, other = fighters[who], fighters[target]
    if distance(me, other) > reach(me):
        return Blow(who, target, 0)
    damage = dice(who, DAMAGE) + me.edge - ("shield" in other.items)
    return Blow(who, target, max(1, damage // 2 if other.guards else damage))


def _land(fighters: dict[str, Fighter], blow: Blow, turn: int) -> None:
    me = fighters[blow.by]
    fighters[blow.by] = replace(me, dealt=me.dealt + blow.damage)
    other = fighters[blow.target]
    health = max(0, other.health - blow.damage)
    fell = other.fell or (0 if health else turn)
    fighters[blow.target] = replace(other, health=health, fell=fell)
