"""Decides what a command of a match brings about: one function a command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, assert_never

from shared.games.match import commands as c
from shared.games.match import facts as f
from shared.games.match.arena import Fighter, entrance
from shared.games.match.check_action import check_action
from shared.games.match.clock import time_up
from shared.games.match.evolve import evolve
from shared.games.match.gear import known
from shared.games.match.plan import (
    COME_WITHIN,
    FEWEST,
    FILLED_BEFORE,
    LONGEST_OPEN,
    MOST,
    PACE,
    SEATS_OPEN,
    match_stream,
)
from shared.games.match.state import Fighting, Gathering, Match, Over
from shared.games.match.turn import began, forfeited, resolved
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import REFUSED, Fact
from shared.kernel.rules import Decision, Scope, States


def scope(command: c.MatchCommand) -> Scope:
    return Scope((match_stream(command.room),))


def decide(command: c.MatchCommand, states: States) -> Decision:
    """Answer a command with facts, or raise CommandRefused."""
    stream = match_stream(command.room)
    return {stream: _decide(command, states[stream])}


def _decide(command: c.MatchCommand, match: Match | None) -> tuple[f.MatchFact, ...]:
    """Decide by kind of command, frequent ones first: a failed case takes a third of a µs."""
    if match is None:
        if isinstance(command, c.OpenMatch):
            return _open(command)
        raise CommandRefused("unknown_match")
    match command:
        case c.Act():
            return _act(command, match)
        case c.OpenMatch():
            raise CommandRefused("already_open")
        case c.JoinMatch():
            return _join(command, match)
        case c.LeaveMatch():
            return _leave(command, match)
        case c.TakeGear():
            return _take_gear(command, match)
        case c.FillPlace():
            return _fill_place(command, match)
        case c.TimeUp():
            return time_up(match, command.now)
        case c.AbandonAct():
            return (
                f.ActionFailed(command.now, command.username, command.action_id, command.reason),
            )
        case _:
            assert_never(command)


def _open(command: c.OpenMatch) -> tuple[f.MatchFact, ...]:
    asked = command.plan.asked
    if asked:
        if not all(command.plan.teams) or len(command.plan.teams) < FEWEST or len(asked) > MOST:
            raise CommandRefused("bad_teams", fewest=FEWEST, most=MOST)
        who, times = Counter(asked).most_common(1)[0]
        if times > 1:
            raise CommandRefused("player_twice", username=who)
    join_by = command.now + (COME_WITHIN if asked else SEATS_OPEN)
    if command.come_by is not None:
        join_by = min(max(join_by, command.come_by), command.now + LONGEST_OPEN)
    gear = command.gear and bool(asked)
    source = (command.queue, command.region) if command.queue and asked else None
    return (f.MatchOpened(command.now, command.plan, command.chance, join_by, gear, source),)


def _join(command: c.JoinMatch, match: Match) -> tuple[f.MatchFact, ...]:
    who = command.username
    match match:
        case Over():
            raise CommandRefused("match_over")
        case Fighting():
            _fighter(match, who)
            return (f.PlayerReturned(command.now, who),)
        case Gathering():
            return _enter(command, match)
        case _:
            assert_never(match)


def _enter(command: c.JoinMatch, match: Gathering) -> tuple[f.MatchFact, ...]:
    who, plan = command.username, match.plan
    if who in match.players:
        raise CommandRefused("already_joined")
    if plan.asked and who not in plan.asked:
        raise CommandRefused("not_asked")
    if len(set(command.items)) < len(command.items):
        raise CommandRefused("item_twice")
    return _with_beginning(match, f.PlayerJoined(command.now, who, command.items))


def _take_gear(command: c.TakeGear, match: Match) -> tuple[f.MatchFact, ...]:
    """Take the gear once, before the match begins: later sales or changes don't count."""
    if not isinstance(match, Gathering) or match.gear is not None:
        raise CommandRefused("no_gear_awaited")
    gear = {who: known(command.worn.get(who, ())) for who in match.plan.asked}
    return _with_beginning(match, f.GearTaken(command.now, gear))


def _fill_place(command: c.FillPlace, match: Match) -> tuple[f.MatchFact, ...]:
    """Seat a player with full health and no items, as it has missed some turns."""
    if not isinstance(match, Fighting) or match.filled or match.vacant != command.instead_of:
        raise CommandRefused("no_such_place")
    if match.turn >= FILLED_BEFORE:
        raise CommandRefused("too_late")
    if command.username in match.fighters:
        raise CommandRefused("already_joined")
    x, y = entrance(match.fighters)
    fighter = Fighter(match.fighters[command.instead_of].team, x, y)
    return (f.PlaceFilled(command.now, command.username, command.instead_of, fighter),)


def _with_beginning(
    match: Gathering, fact: f.PlayerJoined | f.GearTaken
) -> tuple[f.MatchFact, ...]:
    """Add the beginning of the match, if nothing else is awaited."""
    after = evolve(match, fact)
    assert isinstance(after, Gathering)
    return (fact, began(after, fact.at)) if after.begins else (fact,)


def _act(command: c.Act, match: Match) -> tuple[f.MatchFact, ...]:
    who, now = command.username, command.now
    match = _playing(match, who)
    expected = match.seqs[who] + 1
    if command.seq != expected:
        reason = "action_repeated" if command.seq < expected else "action_gap"
        raise CommandRefused(reason, expected=expected)
    if who in match.chosen:
        raise CommandRefused("already_chosen")
    if now >= min(match.deadline or match.ends_at, match.ends_at):
        raise CommandRefused("too_late")
    ready = match.seen[who] + PACE
    if match.plan.style == "at_once" and match.seqs[who] and now < ready:
        raise CommandRefused("too_soon", ready_at=ready.isoformat())
    check_action(match.fighters, who, command.action)
    chosen = f.ActionChosen(now, who, command.seq, command.action)
    if match.plan.style == "at_once" or len(match.chosen) + 1 == len(match.standing):
        return resolved(match, now, chosen)
    return (chosen,)


def _leave(command: c.LeaveMatch, match: Match) -> tuple[f.MatchFact, ...]:
    return forfeited(_playing(match, command.username), command.now, (command.username,), "left")


def _playing(match: Match, who: str) -> Fighting:
    """Return the match for a player, if it has begun and is not over."""
    if not isinstance(match, Fighting):
        raise CommandRefused("match_over" if isinstance(match, Over) else "not_begun")
    _fighter(match, who)
    return match


def _fighter(match: Fighting, who: str) -> None:
    if who not in match.fighters:
        raise CommandRefused("not_in_match")
    if not match.fighters[who].stands:
        raise CommandRefused("you_fell")


def outcome(facts: Iterable[Fact]) -> dict[str, Any]:
    """Tell the sender what its command did."""
    for fact in facts:
        match fact:
            case f.TurnResolved() if fact.by:
                return {"seq": fact.seq, "turn": fact.turn}
            case f.ActionChosen():
                return {"seq": fact.seq}
            case f.PlayerJoined():
                return {"items": list(fact.items)}
            case f.ActionFailed():
                return {REFUSED: fact.reason}
            case _:
                pass
    return {}
