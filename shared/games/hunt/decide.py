"""Decides what a command of a hunt brings about: one function a command."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from msgspec import UNSET

from shared.games.hunt import commands as c
from shared.games.hunt import facts as f
from shared.games.hunt.energy import Energy
from shared.games.hunt.evolve import evolve
from shared.games.hunt.operators import (
    change_rules,
    end_early,
    end_hunt,
    plan_hunt,
    reverse_find,
    start_hunt,
    tell_change,
)
from shared.games.hunt.seek import dig, move, search, solve
from shared.games.hunt.state import Hunt, Seeker
from shared.games.hunt.streams import hunt_stream, is_wide_hunt, seeker_stream, treasure_stream
from shared.games.hunt.take import claim
from shared.games.hunt.wide import award
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Fact
from shared.kernel.rules import Decision, Scope, States


def join_hunt(command: c.JoinHunt, states: States) -> Decision:
    """Place the seeker at the common start, with the initial energy."""
    hunt = states[hunt_stream(command.room)]
    if not isinstance(hunt, Hunt):
        raise CommandRefused("unknown_hunt")
    if hunt.phase(command.now) == "ended":
        raise CommandRefused("hunt_ended")
    stream = seeker_stream(command.room, command.username)
    me = states[stream]
    if isinstance(me, Seeker):
        taken = me.player_id != command.player_id
        raise CommandRefused("name_taken" if taken else "already_joined")
    rules = hunt.rules
    who = (command.room, command.username, command.player_id)
    energy = Energy(rules.energy.start, command.now)
    return {stream: (f.SeekerJoined(command.now, hunt.version, *who, rules.x, rules.y, energy),)}


def _anew(hunt: Hunt, me: Seeker, now: datetime) -> f.SeekerJoined | None:
    """Return a new placing by the current rules, if older ones placed it before the start."""
    by = me.begins_by
    if by is UNSET or by >= hunt.version or me.joined_at >= hunt.starts_at:
        return None
    rules, who = hunt.rules, (me.hunt, me.username, me.player_id)
    energy = Energy(rules.energy.start, me.joined_at)
    return f.SeekerJoined(now, hunt.version, *who, rules.x, rules.y, energy)


DECIDERS: Mapping[type[Any], Callable[[Any, States], Decision]] = {
    c.PlanHunt: plan_hunt,
    c.ChangeRules: change_rules,
    c.EndEarly: end_early,
    c.StartHunt: start_hunt,
    c.EndHunt: end_hunt,
    c.JoinHunt: join_hunt,
    c.Move: move,
    c.Search: search,
    c.Dig: dig,
    c.Solve: solve,
    c.ClaimTreasure: claim,
    c.TellChange: tell_change,
    c.Award: award,
    c.ReverseFind: reverse_find,
}


SEEKING = (c.Move, c.Search, c.Dig, c.Solve, c.ClaimTreasure)


def decide(command: c.HuntCommand, states: States) -> Decision:
    """Answer a command with facts, or raise CommandRefused.

    Rules may have changed between a seeker's joining and the start. Then its first act joins it
    anew, so that it begins at the common start even on a different map.
    """
    decider = DECIDERS[type(command)]
    if not isinstance(command, SEEKING):
        return decider(command, states)
    own = seeker_stream(command.room, command.username)
    hunt, me = states[hunt_stream(command.room)], states[own]
    anew = isinstance(hunt, Hunt) and isinstance(me, Seeker) and _anew(hunt, me, command.now)
    if not anew:
        return decider(command, states)
    decision = decider(command, {**states, own: evolve(None, anew)})
    return {**decision, own: (anew, *decision[own])}


def scope(command: c.HuntCommand) -> Scope:
    """Name the streams that a command needs."""
    hunt = hunt_stream(command.room)
    match command:
        case c.PlanHunt() | c.ChangeRules() | c.EndEarly() | c.StartHunt() | c.EndHunt():
            return Scope((hunt,))
        case c.TellChange() | c.ClaimTreasure() | c.ReverseFind() | c.Award():
            return _scope_of_treasure(command)
        case _:
            return Scope((seeker_stream(command.room, command.username),), (hunt,))


def _scope_of_treasure(
    command: c.TellChange | c.ClaimTreasure | c.ReverseFind | c.Award,
) -> Scope:
    """Return the scope: in a wide hunt one stream is written, and others are read as they are."""
    hunt, rival = hunt_stream(command.room), treasure_stream(command.room, command.treasure)
    wide = is_wide_hunt(command.room)
    if isinstance(command, c.TellChange):
        return Scope((hunt,), (rival,), now=True) if wide else Scope((rival, hunt))
    own = seeker_stream(command.room, command.username)
    match command:
        case c.Award():
            return Scope((own,), (hunt, rival), now=True)
        case c.ClaimTreasure():
            return Scope((rival,), (own, hunt), now=True) if wide else Scope((own, rival), (hunt,))
        case _ if not command.rival:
            return Scope((own,))
        case _:
            return Scope((rival,), (own,), now=True) if wide else Scope((own, rival))


def outcome(facts: Iterable[Fact]) -> dict[str, Any]:
    """Tell the sender what its command did."""
    told: dict[str, Any] = {}
    for fact in facts:
        told |= _outcome(fact)
    return told


def owner(state: Any) -> str | None:
    """Return the id of the seeker whose stream it is."""
    return state.player_id if isinstance(state, Seeker) else None


def _outcome(fact: Fact) -> dict[str, Any]:
    match fact:
        case f.SeekerJoined() | f.SeekerMoved():
            return {"x": fact.x, "y": fact.y, "energy": fact.energy.level}
        case f.CellSearched():
            found = {"found": len(fact.clues), "energy": fact.energy.level}
            return found | ({} if fact.nearest is None else {"nearest": fact.nearest})
        case f.CellDug():
            return {"treasure": fact.clue and fact.clue.treasure, "energy": fact.energy.level}
        case f.RiddleSolved():
            return {"correct": True, "energy": fact.energy.level}
        case f.RiddleMissed():
            left = fact.tries_left
            return {"correct": False, "tries_left": left, "energy": fact.energy.level}
        case f.TreasureTaken():
            points = {"points": fact.points, "total": fact.total}
            return {"treasure": fact.treasure, "energy": fact.energy.level} | points
        case f.TreasureClaimed():
            return {"treasure": fact.treasure}
        case f.SeekerThrough():
            return {"through": True}
        case f.FindReversed():
            return {"total": fact.total}
        case _:
            return {}
