"""A sample of each stored fact and folded state of a hunt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from shared.games.hunt import facts as f
from shared.games.hunt import rules as r
from shared.games.hunt.energy import Energy
from shared.games.hunt.state import Claim, Clue, Hunt, Rival, Seeker
from shared.kernel.facts import Fact

NOON = datetime(2026, 3, 1, 12, 0, 0, 250000, tzinfo=UTC)
HOUR = timedelta(hours=1)
NEEDS = (r.Taken("coin", 2), r.Holds("key"), r.Scored(5), r.Rested(1), r.Elapsed(60))
KINDS = {
    "coin": r.Kind((r.Points(5),), radius=2, cooldown=10),
    "key": r.Kind((r.Item("key"), r.Reveal("crown"), r.Refresh(10))),
    "crown": r.Kind((r.Points(100),), NEEDS, rival=True),
}
TREASURES = (
    r.Treasure("penny", "coin", 1, 0, "Été"),
    r.Treasure("crown", "crown", 0, 1, "The crown", "Who?", ("me", "I")),
)
RULES = r.Rules(("..", ".~"), {".": 1}, KINDS, TREASURES, finish=NEEDS, ends_with="crown")
ENERGY = Energy(7, NOON)
CLUE = Clue("penny", "coin", "Été", 1, 0, rival=False, riddle="", stage="found")
CROWN = Clue("crown", "crown", "The crown", 0, 1, rival=True, riddle="Who?", stage="solved")

FACTS: dict[str, Fact] = {
    "hunt.planned.v1": f.HuntPlanned(NOON, "h1", "Démo", NOON, NOON + HOUR, RULES),
    "hunt.rules_changed.v1": f.RulesChanged(NOON, RULES, 2),
    "hunt.started.v1": f.HuntStarted(NOON),
    "hunt.ended.v1": f.HuntEnded(NOON, early=True, ends_at=NOON + HOUR),
    "hunt.claim_told.v1": f.ClaimTold(NOON, "crown", "The crown", "crown", "zoë"),
    "hunt.reopening_told.v1": f.ReopeningTold(NOON, "crown", "The crown"),
    "hunt.joined.v1": f.SeekerJoined(NOON, 1, "h1", "zoë", "p1", 0, 1, ENERGY),
    "hunt.moved.v1": f.SeekerMoved(NOON, 1, 1, 0, ENERGY),
    "hunt.searched.v1": f.CellSearched(NOON, 1, ENERGY, (CLUE,), 3),
    "hunt.dug.v1": f.CellDug(NOON, 1, 1, ENERGY, CLUE),
    "hunt.riddle_solved.v1": f.RiddleSolved(NOON, 1, "crown", ENERGY),
    "hunt.riddle_missed.v1": f.RiddleMissed(NOON, 1, "crown", ENERGY, 2),
    "hunt.taken.v1": f.TreasureTaken(
        NOON, 2, "crown", "crown", 2, 100, 105, 2, 9, ENERGY, {"key": 1}, (CLUE,), NOON + HOUR, 1
    ),
    "hunt.through.v1": f.SeekerThrough(NOON, 2, 105),
    "hunt.find_reversed.v1": f.FindReversed(NOON, 7, "crown", 2, 100, 5, 1, 9, {"key": 1}, "a bug"),
    "hunt.claimed.v1": f.TreasureClaimed(NOON, 2, "h1", "crown", "The crown", "crown", "zoë"),
    "hunt.claim_reversed.v1": f.ClaimReversed(NOON, "zoë", "a bug"),
    "hunt.changes_told.v1": f.ChangesTold(NOON, 2),
}

STATES: dict[str, Hunt | Seeker | Rival] = {
    "hunt.plan.v1": Hunt(
        "h1",
        "Démo",
        NOON,
        NOON + HOUR,
        RULES,
        2,
        {"crown": Claim("The crown", "crown", "zoë")},
        start_announced=True,
        end_announced_at=NOON,
    ),
    "hunt.seeker.v1": Seeker(
        "h1",
        "zoë",
        "p1",
        NOON,
        1,
        0,
        ENERGY,
        105,
        9,
        {"penny": CLUE, "crown": CROWN},
        {"key": 1},
        {"coin": NOON},
        frozenset({1, 2}),
        {"crown": 1},
        frozenset({7}),
        NOON,
    ),
    "hunt.rival.v1": Rival("h1", "crown", "The crown", "crown", "zoë", 3, 2, NOON),
}
