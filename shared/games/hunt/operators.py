"""Decides the commands of operators and timers."""

from __future__ import annotations

from datetime import datetime

from shared.games.hunt import commands as c
from shared.games.hunt import facts as f
from shared.games.hunt.check_rules import check_change, check_rules
from shared.games.hunt.state import Hunt, Rival, Seeker
from shared.games.hunt.streams import hunt_stream, is_wide_hunt, seeker_stream, treasure_stream
from shared.kernel.errors import CommandRefused
from shared.kernel.rules import KNOWN_WITHIN, Decision, States


def plan_hunt(command: c.PlanHunt, states: States) -> Decision:
    """Create a hunt that has not ended yet, with valid rules."""
    stream = hunt_stream(command.room)
    if states[stream] is not None:
        raise CommandRefused("hunt_exists")
    if command.ends_at <= max(command.starts_at, command.now):
        raise CommandRefused("ends_too_early")
    check_rules(command.rules)
    times = (command.starts_at, command.ends_at)
    return {
        stream: (f.HuntPlanned(command.now, command.room, command.title, *times, command.rules),)
    }


def change_rules(command: c.ChangeRules, states: States) -> Decision:
    """Give a hunt that is not over the next version of its rules.

    Processes learn of it within ten seconds. Until then some decide by the older version, and each
    fact names its version.
    """
    stream, hunt = _hunt(command.room, states)
    if hunt.phase(command.now) == "ended":
        raise CommandRefused("hunt_ended")
    check_rules(command.rules)
    if command.now >= hunt.starts_at - KNOWN_WITHIN:
        check_change(hunt.rules, command.rules)
    return {stream: (f.RulesChanged(command.now, command.rules, hunt.version + 1),)}


def start_hunt(command: c.StartHunt, states: States) -> Decision:
    """Announce the start once, and never after the end has been announced."""
    stream, hunt = _hunt(command.room, states)
    if hunt.phase(command.now) == "scheduled":
        raise CommandRefused("hunt_not_started", starts_at=hunt.starts_at.isoformat())
    if hunt.start_announced or hunt.end_announced_at:
        return {}
    return {stream: (f.HuntStarted(command.now),)}


def end_hunt(command: c.EndHunt, states: States) -> Decision:
    """Announce the end once."""
    stream, hunt = _hunt(command.room, states)
    if hunt.phase(command.now) != "ended":
        raise CommandRefused("hunt_running", ends_at=hunt.ends_at.isoformat())
    if hunt.end_announced_at:
        return {}
    return {stream: (f.HuntEnded(command.now, early=False, ends_at=hunt.ends_at),)}


def end_early(command: c.EndEarly, states: States) -> Decision:
    """End a hunt as soon as every process can know of it; one that is over stays as it is."""
    stream, hunt = _hunt(command.room, states)
    return {stream: _early_end(hunt, command.now)}


def tell_change(command: c.TellChange, states: States) -> Decision:
    """Tell the hunt who has a rival treasure, once per change; the last one may end the hunt."""
    if is_wide_hunt(command.room):
        return _tell_as_it_is(command, states)
    own = treasure_stream(command.room, command.treasure)
    rival = states[own]
    if not isinstance(rival, Rival) or rival.told == rival.changes:
        return {}
    stream, hunt = _hunt(command.room, states)
    told = f.ChangesTold(command.now, rival.changes)
    return {own: (told,), stream: _told_of(hunt, rival, command.now)}


def _tell_as_it_is(command: c.TellChange, states: States) -> Decision:
    """Tell a wide hunt who has a rival treasure by now, regardless of what was told before."""
    stream, hunt = _hunt(command.room, states)
    rival, told = states[treasure_stream(command.room, command.treasure)], hunt.claims
    holder = told[command.treasure].holder if command.treasure in told else ""
    if not isinstance(rival, Rival) or rival.holder == holder:
        return {}
    return {stream: _told_of(hunt, rival, command.now)}


def _told_of(hunt: Hunt, rival: Rival, now: datetime) -> tuple[f.PlanFact, ...]:
    if not rival.holder:
        return (f.ReopeningTold(now, rival.treasure, rival.title),)
    claim = f.ClaimTold(now, rival.treasure, rival.title, rival.kind, rival.holder)
    is_last = hunt.rules.ends_with == rival.treasure
    return (claim, *(_early_end(hunt, now) if is_last else ()))


def reverse_find(command: c.ReverseFind, states: States) -> Decision:
    """Take back what a find gave, except energy, which may be spent already."""
    stream = seeker_stream(command.room, command.username)
    me = states[stream]
    if not isinstance(me, Seeker):
        raise CommandRefused("not_joined")
    if command.position in me.reversed_finds:
        raise CommandRefused("already_reversed")
    if command.rival and is_wide_hunt(command.room):
        return _reopen(command, states)
    undone = f.FindReversed(
        command.now,
        command.position,
        command.treasure,
        command.cell,
        command.points,
        me.points - command.points,
        me.finds - 1,
        me.steps,
        command.items,
        command.reason,
    )
    if not command.rival:
        return {stream: (undone,)}
    reopened = f.ClaimReversed(command.now, command.username, command.reason)
    return {stream: (undone,), treasure_stream(command.room, command.treasure): (reopened,)}


def _reopen(command: c.ReverseFind, states: States) -> Decision:
    """Let a rival treasure be claimed again; an effect of that takes back what the find gave."""
    stream = treasure_stream(command.room, command.treasure)
    rival = states[stream]
    if not isinstance(rival, Rival) or rival.holder != command.username:
        raise CommandRefused("already_reversed")
    find = f.Find(command.position, command.cell, command.points, command.items)
    return {stream: (f.ClaimReversed(command.now, command.username, command.reason, find),)}


def _hunt(room: str, states: States) -> tuple[str, Hunt]:
    stream = hunt_stream(room)
    hunt = states[stream]
    if not isinstance(hunt, Hunt):
        raise CommandRefused("unknown_hunt")
    return stream, hunt


def _early_end(hunt: Hunt, now: datetime) -> tuple[f.HuntEnded, ...]:
    if hunt.end_announced_at:
        return ()
    over = hunt.phase(now) == "ended"
    ends_at = hunt.ends_at if over else min(hunt.ends_at, now + KNOWN_WITHIN)
    return (f.HuntEnded(now, early=not over, ends_at=ends_at),)
