"""A short game that is played out: `rumpus check-game` plays it in every way there is."""

from __future__ import annotations

from datetime import datetime

from rumpus import Command

from .commands import Play, Sit, TimeUp
from .decide import TURN


def example(room: str, now: datetime) -> tuple[tuple[str, Command], ...]:
    """Return who sends what: two rounds are played, and the clock plays the last one."""
    late = now + 2 * TURN
    return (
        ("ann", Sit(now, room, "ann", chance=7)),
        ("bob", Sit(now, room, "bob", chance=8)),  # ann has 4, 7, 13; bob has 1, 3, 6
        ("bob", Sit(now, room, "bob", chance=9)),  # refused: already seated
        ("ann", Play(now, room, "ann", card=7)),
        ("bob", Play(now, room, "bob", card=1)),
        ("bob", Play(now, room, "bob", card=3)),
        ("ann", Play(now, room, "ann", card=13)),
        ("timer", TimeUp(late, room, round=3)),
    )
