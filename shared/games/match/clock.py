"""Decides what is due in a match by time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, assert_never

from shared.games.match import facts as f
from shared.games.match.commands import TimeUp
from shared.games.match.evolve import evolve
from shared.games.match.plan import FEWEST, WORN_WITHIN
from shared.games.match.state import Fighting, Gathering, Match, Over
from shared.games.match.turn import after_all, began, ended, forfeited, resolved
from shared.kernel.game import Timer

STEP = timedelta(seconds=10)
"""Interval of looks for absent players in a real-time match: each look is a queue message."""


def timer(state: Any) -> Timer | None:
    at = _due(state)
    return Timer(at, lambda now, stream: TimeUp(now, stream.room)) if at else None


def time_up(match: Match, now: datetime) -> tuple[f.MatchFact, ...]:
    """Return the facts of what is due; none if another process was faster."""
    due = _due(match)
    if due is None or now < due:
        return ()
    match match:
        case Gathering():
            return _late(match, now)
        case Fighting():
            return _turn_over(match, now)
        case Over():
            return ()
        case _:
            assert_never(match)


def _due(match: Match) -> datetime | None:
    match match:
        case Gathering():
            if match.full is not None:
                return min(match.join_by, match.full + WORN_WITHIN)
            return match.join_by
        case Fighting():
            return min(match.ends_at, match.deadline or _look(match))
        case Over():
            return None
        case _:
            assert_never(match)


def _look(match: Fighting) -> datetime:
    """Return when the first fighter will count as away, rounded to `STEP`."""
    seen = match.seen
    first = min([seen[who] for who, each in match.fighters.items() if each.health > 0])
    first += match.plan.grace
    return match.began + -((match.began - first) // STEP) * STEP


def _late(match: Gathering, now: datetime) -> tuple[f.MatchFact, ...]:
    """Begin with the players who came, if any; an invited player who is absent forfeits."""
    plan, players = match.plan, match.players
    if len(players) < (1 if plan.asked else FEWEST):
        return (f.MatchCancelled(now),)
    start = began(match, now)
    absent = tuple(who for who in plan.asked if who not in players)
    if not absent:
        return (start,)
    fighting = evolve(match, start)
    assert isinstance(fighting, Fighting)
    return (start, *forfeited(fighting, now, absent, "away"))


def _turn_over(match: Fighting, now: datetime) -> tuple[f.MatchFact, ...]:
    away = tuple(who for who in match.standing if _is_away(match, who, now))
    facts = forfeited(match, now, away, "away") if away else ()
    after = after_all(match, facts)
    if not isinstance(after, Fighting) or after.deadline != match.deadline:
        return facts
    if match.deadline and match.deadline <= now:
        return (*facts, *resolved(after, now))
    return ended(match, now, facts)


def _is_away(match: Fighting, who: str, now: datetime) -> bool:
    return who not in match.chosen and match.seen[who] + match.plan.grace <= now
