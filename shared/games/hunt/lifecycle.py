"""The times of a hunt: its start, its end, and when it tells of claims."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shared.games.hunt.commands import EndHunt, StartHunt, TellChange
from shared.games.hunt.facts import HuntEnded
from shared.games.hunt.state import Hunt, Rival
from shared.games.hunt.streams import TREASURE, is_wide_hunt
from shared.kernel.facts import Fact
from shared.kernel.game import Schedule, Timer, Timers


def schedule(state: Any) -> Schedule | None:
    """Return the schedule of a hunt for the list."""
    if not isinstance(state, Hunt):
        return None
    shown = {"treasures": len(state.rules.treasures), "claimed": len(state.claims)}
    started, ended_at = state.start_announced, state.end_announced_at
    return Schedule(state.title, state.starts_at, state.ends_at, started, ended_at, shown)


def ended(fact: Fact) -> datetime | None:
    """Return the time from which nobody may play."""
    return fact.ends_at if isinstance(fact, HuntEnded) else None


def due(state: Any) -> Timer | None:
    """Return the next timer: the start, then the end; or a rival treasure's change to be told.

    In a wide hunt an effect of the claim tells it.
    """
    match state:
        case Hunt(end_announced_at=None):
            if state.start_announced or state.ends_at <= state.starts_at:
                return Timer(state.ends_at, lambda now, stream: EndHunt(now, stream.room))
            return Timer(state.starts_at, lambda now, stream: StartHunt(now, stream.room))
        case Rival(changed_at=datetime() as at) if state.told < state.changes and not is_wide_hunt(
            state.hunt
        ):
            return Timer(at, lambda now, stream: TellChange(now, stream.room, stream.key))
        case _:
            return None


TIMERS = Timers(due, kinds=("", TREASURE))
