"""Checks which actions a fighter may choose, by what it sees."""

from __future__ import annotations

from typing import assert_never

from shared.games.match.actions import Action, Drink, Guard, Move, Strike, Wait
from shared.games.match.arena import Fighter, Fighters, distance, in_sight
from shared.games.match.resolve import speed
from shared.kernel.errors import CommandRefused


def check_action(fighters: Fighters, who: str, action: Action) -> None:
    """Raise CommandRefused for an action that can't be tried; a permitted one may still fail."""
    me = fighters[who]
    match action:
        case Move():
            if distance((action.x, action.y), me) > speed(me):
                raise CommandRefused("too_far", speed=speed(me))
        case Strike():
            _check_target(fighters, who, me, action.target)
        case Drink():
            if "potion" not in me.items:
                raise CommandRefused("no_potion")
        case Guard() | Wait():
            pass
        case _:
            assert_never(action)


def _check_target(fighters: Fighters, who: str, me: Fighter, target: str) -> None:
    """Refuse a target out of sight like one that is absent, since a difference would reveal it."""
    if target == who:
        raise CommandRefused("own_target")
    if target not in in_sight(fighters, who) or not fighters[target].stands:
        raise CommandRefused("no_target")
    if fighters[target].team == me.team:
        raise CommandRefused("own_team")
