"""A short match that is fought out: what every check of a game plays."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.games.match.actions import Drink, Guard, Move, Strike
from shared.games.match.commands import Act, JoinMatch, LeaveMatch, OpenMatch, TakeGear, TimeUp
from shared.games.match.plan import Plan
from shared.kernel.facts import Command


def example(room: str, now: datetime) -> tuple[tuple[str, Command], ...]:
    """Return who sends what: ann, bob and cyd fight by rounds, until two have left or gone."""
    plan = Plan(seats=3, teams=(("ann",), ("bob",), ("cyd",)), turn_seconds=300)
    first, late = now + timedelta(minutes=8), now + timedelta(minutes=40)
    return (
        ("operator", OpenMatch(now, room, chance=7, plan=plan, gear=True)),
        ("ann", JoinMatch(now, room, "ann", ("boots", "potion"))),
        ("bob", JoinMatch(now, room, "bob", ("bow",))),
        ("effects", TakeGear(now, room, {"ann": ("sword",)})),
        ("cyd", JoinMatch(now, room, "cyd")),
        ("ann", Act(now, room, "ann", 1, Drink())),
        ("ann", Act(now, room, "ann", 2, Guard())),  # refused: already chosen
        ("bob", Act(now, room, "bob", 1, Strike("ann"))),  # refused: out of sight
        ("bob", Act(now, room, "bob", 1, Guard())),
        ("timer", TimeUp(first, room)),
        ("cyd", JoinMatch(first, room, "cyd")),
        ("bob", LeaveMatch(first, room, "bob")),
        ("ann", Act(first, room, "ann", 2, Move(0, 0))),  # refused: too far
        ("ann", Act(first, room, "ann", 2, Guard())),
        ("timer", TimeUp(late, room)),
    )
