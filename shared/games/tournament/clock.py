"""Decides what is due on the stream of a tournament by time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, assert_never

from shared.games.tournament import commands as c
from shared.games.tournament import facts as f
from shared.games.tournament import sections
from shared.games.tournament.entrants import close, start
from shared.games.tournament.plan import ROUND, SEEDED_WITHIN
from shared.games.tournament.state import Open, Over, Running, Section, Seeding, Tournament
from shared.kernel.game import Timer, Timers


def timer(state: Any) -> Timer | None:
    if isinstance(state, Section):
        at, number, part = sections.due(state), state.number, state.part
        if at is None:
            return None
        return Timer(at, lambda now, stream: c.SectionTimeUp(now, stream.room, number, part))
    at = _due(state)
    return Timer(at, lambda now, stream: c.TimeUp(now, stream.room)) if at else None


TIMERS = Timers(timer, kinds=("", ROUND))


def time_up(tournament: Tournament, now: datetime) -> tuple[f.RoomFact, ...]:
    """Return the facts of what is due; none if another process was faster."""
    due = _due(tournament)
    if due is None or now < due:
        return ()
    match tournament:
        case Open():
            if now < tournament.starts_at:
                return (f.CheckInOpened(now, tuple(tournament.entrants)),)
            return close(tournament, now)
        case Seeding():
            return start(tournament, now)
        case Running():
            plan = tournament.plan
            return (f.SeasonClosed(now, tournament.entrants, plan.game, plan.ladder),)
        case Over():
            return ()
        case _:
            assert_never(tournament)


def _due(tournament: Tournament) -> datetime | None:
    match tournament:
        case Open():
            minutes = tournament.plan.check_in_minutes
            if not minutes or tournament.check_in_open:
                return tournament.starts_at
            return tournament.starts_at - timedelta(minutes=minutes)
        case Seeding():
            return tournament.since + SEEDED_WITHIN
        case Running():
            return tournament.ends_at if tournament.plan.format == "season" else None
        case Over():
            return None
        case _:
            assert_never(tournament)
