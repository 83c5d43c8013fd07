"""A short battle that is fought out: what every check of a game plays."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.games.codebattle.commands import (
    Answer,
    Attack,
    EndBattle,
    JoinBattle,
    LeaveBattle,
    ScheduleBattle,
    StartBattle,
)
from shared.games.codebattle.questions import Question
from shared.kernel.facts import Command

QUESTIONS = (Question("q1", "2 + 2?", ("4",)), Question("q2", "2 + 3?", ("5",), ("5", "6")))


def example(room: str, now: datetime) -> tuple[tuple[str, Command], ...]:
    """Return who sends what."""
    ends_at = now + timedelta(hours=1)
    schedule = ScheduleBattle(now, room, "Sums", now, ends_at, QUESTIONS)
    return (
        ("operator", schedule),
        ("timer", StartBattle(now, room)),
        ("ann", JoinBattle(now, room, "ann", "ann")),
        ("bob", JoinBattle(now, room, "bob", "bob")),
        ("bob", JoinBattle(now, room, "bob", "bob")),  # refused: already joined
        ("ann", Answer(now, room, "ann", "q1", "4")),
        ("bob", Answer(now, room, "bob", "q1", "5")),
        ("bob", Attack(now, room, "bob", "ann")),
        ("bob", LeaveBattle(now, room, "bob")),
        ("timer", EndBattle(ends_at, room)),
    )
