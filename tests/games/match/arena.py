"""Matches for the tests: who stands where, and what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from rumpus.testing import Scenario
from shared.games.match import MATCH
from shared.games.match import facts as f
from shared.games.match.arena import Fighter
from shared.games.match.plan import Plan, match_stream

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DEADLINE = NOON + 20 * SECOND
END = NOON + timedelta(minutes=5)
SEED = 7

match = Scenario(MATCH, lambda _name: match_stream("m1"))


def opened(*, gear: bool = False, **plan: Any) -> f.MatchOpened:
    return f.MatchOpened(NOON, Plan(**plan), SEED, NOON + timedelta(minutes=10), gear)


def joined(name: str, *items: Any) -> f.PlayerJoined:
    return f.PlayerJoined(NOON, name, items)


def began(style: str = "rounds", /, **fighters: Fighter) -> list[f.MatchFact]:
    """Return the facts up to the beginning, with the fighters where the test wants them."""
    deadline, ends_at = (DEADLINE, NOON + 61 * 20 * SECOND) if style == "rounds" else (None, END)
    start = f.MatchBegan(NOON, fighters, deadline, ends_at)
    plan = opened(style=style, seats=len(fighters))
    return [plan, *(joined(who, *each.items) for who, each in fighters.items()), start]


def loaded(**rolls: int) -> Any:
    """Dice that show what the test says; others show the middle."""
    shown: Mapping[str, int] = rolls
    return lambda who, sides: shown.get(who, (sides + 1) // 2)
