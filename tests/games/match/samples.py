"""One of each stored fact and state of a match."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from shared.games.match import facts as f
from shared.games.match.actions import Drink, Guard, Move, Strike
from shared.games.match.arena import Fighter
from shared.games.match.plan import Plan
from shared.games.match.resolve import Blow
from shared.games.match.state import Fighting, Gathering, Over
from shared.kernel.facts import Fact

NOON = datetime(2026, 3, 1, 12, 0, 0, 250000, tzinfo=UTC)
LATER = NOON + timedelta(seconds=20)
PLAN = Plan("rounds", 2, (("zoë",), ("bob",)), 20)
SEED = 2**64 - 1
FIGHTERS = {
    "zoë": Fighter(0, 1, 2, 20, ("bow", "potion"), guards=True, dealt=3),
    "bob": Fighter(1, 4, 2, 0, (), guards=False, dealt=0, fell=3),
}

FACTS: dict[str, Fact] = {
    "match.match_opened.v1": f.MatchOpened(NOON, PLAN, SEED, LATER),
    "match.player_joined.v1": f.PlayerJoined(NOON, "zoë", ("bow", "potion")),
    "match.gear_taken.v1": f.GearTaken(NOON, {"zoë": ("sword",), "bob": ()}),
    "match.player_returned.v1": f.PlayerReturned(NOON, "zoë"),
    "match.match_began.v1": f.MatchBegan(NOON, FIGHTERS, LATER, LATER),
    "match.action_chosen.v1": f.ActionChosen(NOON, "zoë", 1, Strike("bob")),
    "match.turn_resolved.v1": f.TurnResolved(
        NOON, 3, "bob", 2, Move(4, 2), FIGHTERS, (Blow("zoë", "bob", 3),), LATER, FIGHTERS
    ),
    "match.forfeited.v1": f.Forfeited(NOON, ("bob",), "away"),
    "match.place_vacated.v1": f.PlaceVacated(NOON, "bob", "pairs", "eu", ("cyd",), ("zoë",), LATER),
    "match.place_filled.v1": f.PlaceFilled(NOON, "eve", "bob", Fighter(1, 0, 0)),
    "match.action_failed.v1": f.ActionFailed(NOON, "zoë", "c-1", "busy"),
    "match.match_ended.v1": f.MatchEnded(NOON, {"zoë": 1, "bob": 2}, SEED),
    "match.match_cancelled.v1": f.MatchCancelled(NOON),
}

STATES: dict[str, Any] = {
    "match.gathering.v1": Gathering(PLAN, SEED, LATER, {"zoë": ("bow",)}),
    "match.fighting.v1": Fighting(
        PLAN,
        SEED,
        NOON,
        LATER,
        LATER,
        FIGHTERS,
        {"zoë": 2, "bob": 1},
        {"zoë": NOON, "bob": LATER},
        {"zoë": Guard(), "bob": Drink()},
        2,
        (FIGHTERS, FIGHTERS),
    ),
    "match.over.v1": Over(PLAN, SEED, LATER, ("zoë", "bob"), 3, FIGHTERS, {"zoë": 1, "bob": 2}),
}
