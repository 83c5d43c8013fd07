"""When a battle starts and ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shared.games.codebattle.commands import EndBattle, StartBattle
from shared.games.codebattle.facts import BattleEnded
from shared.games.codebattle.state import Battle
from shared.kernel.facts import Fact
from shared.kernel.game import Schedule, Timer


def schedule(state: Any) -> Schedule | None:
    """Return the schedule of a battle for the list."""
    if not isinstance(state, Battle):
        return None
    return Schedule(
        state.title,
        state.starts_at,
        state.ends_at,
        state.start_announced,
        state.end_announced_at or (state.ends_at if state.end_announced else None),
        {"questions": len(state.questions)},
    )


def ended(fact: Fact) -> datetime | None:
    """Return the time from which nobody may play."""
    return fact.ended_at if isinstance(fact, BattleEnded) else None


def timer(state: Any) -> Timer | None:
    """Return the next timer: the announcement of the start, then of the end."""
    if not isinstance(state, Battle) or state.end_announced:
        return None
    if state.start_announced or state.ends_at <= state.starts_at:
        return Timer(state.ends_at, lambda now, stream: EndBattle(now, stream.room))
    return Timer(state.starts_at, lambda now, stream: StartBattle(now, stream.room))
