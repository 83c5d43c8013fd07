"""Two players and a contest between them: what every check of a game plays."""

from __future__ import annotations

from datetime import datetime

from shared.games.ladder.commands import Enter, RateContest
from shared.kernel.facts import Command


def example(room: str, now: datetime) -> tuple[tuple[str, Command], ...]:
    """Return who sends what: a contest is rated for ann, who entered, and for bob, who did not."""
    duel = (("ann",), ("bob",))
    return (
        ("ann", Enter(now, room, "ann")),
        ("ann", Enter(now, room, "ann")),  # refused: already entered
        ("ratings", RateContest(now, room, "ann", "match/m1", duel, (1, 2))),
        ("ratings", RateContest(now, room, "bob", "match/m1", duel, (1, 2))),
        ("ratings", RateContest(now, room, "bob", "match/m1", duel, (1, 2))),
        ("bob", Enter(now, room, "bob")),
    )
