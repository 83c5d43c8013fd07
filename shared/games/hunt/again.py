"""Finds the command that a commit of a hunt came from, so that the hunt can be replayed."""

from __future__ import annotations

from typing import Any

from shared.games.hunt import commands as c
from shared.games.hunt import facts as f
from shared.games.hunt.state import Hunt
from shared.games.hunt.streams import is_wide_hunt
from shared.kernel.facts import Command, Commit, Fact
from shared.kernel.names import parse_stream


def again(commit: Commit, hunt: Any) -> Command | None:
    """Return the command by the first fact; None if it has none of its own, or was a reversal."""
    if not commit.facts:
        return None
    name, now, fact = parse_stream(commit.stream), commit.at, commit.facts[0]
    match fact:
        case f.HuntPlanned():
            plan = (fact.title, fact.starts_at, fact.ends_at, fact.rules)
            return c.PlanHunt(now, name.room, *plan)
        case f.RulesChanged():
            return c.ChangeRules(now, name.room, fact.rules)
        case f.HuntStarted():
            return c.StartHunt(now, name.room)
        case f.HuntEnded():
            ends = c.EndEarly if fact.early else c.EndHunt
            return ends(now, name.room)
        case _:
            return _of_seeker(commit, fact, hunt)


def _of_seeker(  # noqa: PLR0911 - one flat table
    commit: Commit, fact: Fact, hunt: Hunt
) -> Command | None:
    name, now = parse_stream(commit.stream), commit.at
    room, who = name.room, name.username
    match fact:
        case f.SeekerJoined():
            return c.JoinHunt(now, room, who, fact.player_id)
        case f.SeekerMoved():
            return c.Move(now, room, who, fact.x, fact.y)
        case f.CellSearched():
            return c.Search(now, room, who)
        case f.CellDug():
            return c.Dig(now, room, who)
        case f.RiddleSolved():
            treasure = hunt.treasure(fact.treasure)
            right = treasure.answers[0] if treasure and treasure.answers else ""
            return c.Solve(now, room, who, fact.treasure, right)
        case f.RiddleMissed():
            return c.Solve(now, room, who, fact.treasure, "")
        case f.TreasureTaken() | f.TreasureClaimed():
            return _of_treasure(room, fact, name.username)
        case _:
            return None


def _of_treasure(
    room: str, fact: f.TreasureTaken | f.TreasureClaimed, username: str
) -> c.ClaimTreasure | c.Award:
    """Return the claim or the award: in a wide hunt they are on different streams.

    There a claim is on the treasure's stream, and its gains on the seeker's.
    """
    if isinstance(fact, f.TreasureClaimed):
        return c.ClaimTreasure(fact.at, room, fact.holder, fact.treasure)
    given = c.Award if fact.claim is not None and is_wide_hunt(room) else c.ClaimTreasure
    return given(fact.at, room, username, fact.treasure)
