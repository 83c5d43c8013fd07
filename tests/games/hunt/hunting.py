"""A hunt from noon to one o'clock on a small island, and the facts that lead up to a test.

A . T    ann and bob begin at A; a penny lies east of them, a chest with a riddle beyond it.
~ . K    The crown is at K: rival, and it needs the key that is in the chest.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from rumpus.testing import Scenario
from shared.games.hunt import HUNT
from shared.games.hunt import facts as f
from shared.games.hunt import rules as r
from shared.games.hunt.energy import Energy
from shared.games.hunt.state import Clue
from shared.games.hunt.streams import hunt_stream, seeker_stream, treasure_stream
from shared.kernel.facts import Fact

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ONE = NOON + timedelta(hours=1)
NOW = NOON + timedelta(minutes=30)
TICK = timedelta(microseconds=1)
EARLIER = NOON - timedelta(days=1)

KINDS = {
    "coin": r.Kind((r.Points(5),), radius=1, cooldown=60),
    "box": r.Kind((r.Points(1), r.Item("key"), r.Reveal("crown"), r.Refresh(7)), radius=1),
    "crown": r.Kind((r.Points(100),), needs=(r.Holds("key"),), rival=True, radius=0),
}
PENNY = r.Treasure("penny", "coin", 1, 0, "A penny")
CHEST = r.Treasure("chest", "box", 2, 0, "A chest", "Two and two?", ("four", "4"))
CROWN = r.Treasure("crown", "crown", 2, 1, "The crown")
RULES = r.Rules(
    ("..^", "~.."),
    {".": 1, "^": 3},
    KINDS,
    (PENNY, CHEST, CROWN),
    energy=r.Energy(most=50, start=20, regain=10, search=4, dig=6, solve=2),
    hint=2,
    tries=2,
    finish=(r.Taken("crown"),),
    ends_with="crown",
)
FREE = r.Rules(
    ("..",), {".": 0}, {"coin": r.Kind((r.Points(5),))}, (r.Treasure("t", "coin", 1, 0, "A coin"),)
)
"""Two fields, and nobody is ever tired."""


def _stream_of(name: str) -> str:
    if name == "hunt":
        return hunt_stream("h1")
    return treasure_stream("h1", name) if name == "crown" else seeker_stream("h1", name)


hunt = Scenario(HUNT, _stream_of)


def planned(rules: r.Rules = RULES, **changes: Any) -> f.HuntPlanned:
    return replace(f.HuntPlanned(EARLIER, "h1", "Island", NOON, ONE, rules), **changes)


def joined(name: str = "ann", level: int = 20) -> f.SeekerJoined:
    return f.SeekerJoined(NOW, 1, "h1", name, f"player-{name}", 0, 0, Energy(level, NOW))


def at(x: int, y: int, level: int = 20) -> f.SeekerMoved:
    return f.SeekerMoved(NOW, 1, x, y, Energy(level, NOW))


def clue(treasure: r.Treasure, stage: Any = "found") -> Clue:
    riddle = "" if stage == "found" else treasure.riddle
    place = (treasure.x, treasure.y)
    rival = RULES.kinds[treasure.kind].rival
    return Clue(treasure.id, treasure.kind, treasure.title, *place, rival, riddle, stage)


def dug(treasure: r.Treasure, level: int = 14) -> f.CellDug:
    cell = treasure.y * 3 + treasure.x
    return f.CellDug(NOW, 1, cell, Energy(level, NOW), clue(treasure, "unearthed"))


def took(treasure: r.Treasure, points: int, total: int, **changes: Any) -> f.TreasureTaken:
    cell = treasure.y * 3 + treasure.x
    plain = f.TreasureTaken(
        NOW, 1, treasure.id, treasure.kind, cell, points, total, 1, 0, Energy(14, NOW), {}, ()
    )
    return replace(plain, **changes)


AT_THE_CROWN: tuple[Fact, ...] = (
    joined(),
    dug(CHEST),
    took(CHEST, 1, 1, items={"key": 1}, clues=(clue(CROWN),)),
    at(2, 1),
    dug(CROWN),
)
