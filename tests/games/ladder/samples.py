"""One of each stored fact and state of a ladder."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from shared.games.ladder.facts import ContestRated, PlayerEntered
from shared.games.ladder.state import Standing
from shared.kernel.facts import Fact
from shared.kernel.rating import Rating

NOON = datetime(2026, 3, 1, 12, 0, 0, 250000, tzinfo=UTC)
FOUND, LEFT = Rating(25.5, 8.25), Rating(27.75, 7.5)

FACTS: dict[str, Fact] = {
    "ladder.player_entered.v1": PlayerEntered(NOON, "zoë", FOUND),
    "ladder.contest_rated.v1": ContestRated(NOON, "zoë", "match/m1", 1, FOUND, LEFT),
}

STATES: dict[str, Any] = {
    "ladder.standing.v1": Standing("zoë", LEFT, NOON, 3, 2, {"match/m1": FOUND}),
}
