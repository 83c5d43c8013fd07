"""A short hunt on a small island, wide or not: what every check of a game plays."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from shared.games.hunt import commands as c
from shared.games.hunt import rules as r
from shared.games.hunt.streams import is_wide_hunt
from shared.kernel.facts import Command

KINDS = {
    "coin": r.Kind((r.Points(5),), radius=2, cooldown=10),
    "key": r.Kind((r.Item("key"), r.Reveal("crown"), r.Refresh(10)), radius=1),
    "crown": r.Kind((r.Points(100),), needs=(r.Holds("key"),), rival=True),
}
TREASURES = (
    r.Treasure("penny", "coin", 1, 0, "A penny"),
    r.Treasure("chest", "key", 2, 0, "A chest", "Two and two?", ("four", "4")),
    r.Treasure("crown", "crown", 2, 1, "The crown"),
)
RULES = r.Rules(
    ("..^", "~.."),
    {".": 1, "^": 3},
    KINDS,
    TREASURES,
    hint=5,
    finish=(r.Taken("crown"),),
    ends_with="crown",
)


def example(room: str, now: datetime) -> tuple[tuple[str, Command], ...]:
    """Return who sends what: ann is faster, bob is told so."""
    ends_at = now + timedelta(hours=1)
    later = now + timedelta(minutes=1)
    reversal = _reversal(later, room)
    award, withdrawal = c.Award(later, room, "ann", "crown"), replace(reversal, rival=False)
    wide = is_wide_hunt(room)
    return (
        ("operator", c.PlanHunt(now, room, "Island", now, ends_at, RULES)),
        ("timer", c.StartHunt(now, room)),
        ("operator", c.ChangeRules(now, room, RULES)),
        *_ways(room, now),
        *((who, c.ClaimTreasure(later, room, who, "crown")) for who in ("ann", "bob")),
        *((("effects", award),) if wide else ()),
        ("timer", c.TellChange(later, room, "crown")),
        ("operator", reversal),
        *((("effects", withdrawal),) if wide else ()),
        ("timer", c.TellChange(later, room, "crown")),
        ("timer", c.EndHunt(ends_at, room)),
    )


def _ways(room: str, now: datetime) -> list[tuple[str, Command]]:
    return [(who, command) for who in ("ann", "bob") for command in _way(room, now, who)]


def _way(room: str, now: datetime, who: str) -> list[Command]:
    return [
        c.JoinHunt(now, room, who, who),
        c.Search(now, room, who),
        c.Move(now, room, who, 2, 1),  # refused: two steps away
        c.Move(now, room, who, 1, 0),
        c.Dig(now, room, who),
        c.Move(now, room, who, 2, 0),
        c.Dig(now, room, who),
        c.Solve(now, room, who, "chest", "five"),
        c.Solve(now, room, who, "chest", "4"),
        c.Move(now, room, who, 2, 1),
        c.Dig(now, room, who),
    ]


def _reversal(now: datetime, room: str) -> c.ReverseFind:
    crown = RULES.treasures[2]
    cell = crown.y * len(RULES.land[0]) + crown.x
    return c.ReverseFind(now, room, "ann", 12, crown.id, cell, 100, {}, True, "a bug")
