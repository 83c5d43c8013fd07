"""Decides what a command of a tournament brings about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, assert_never

from shared.games.tournament import commands as c
from shared.games.tournament import entrants, rounds, sections
from shared.games.tournament import facts as f
from shared.games.tournament.clock import time_up
from shared.games.tournament.plan import SECTION, section_stream, tournament_stream
from shared.games.tournament.state import Over, Tournament
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Fact
from shared.kernel.rules import Decision, Scope, States

SECTION_COMMANDS = (
    c.Rule,
    c.Dispute,
    c.SectionTimeUp,
    c.OpenSection,
    c.TakeResult,
    c.Forfeit,
)


type EntrantCommand = c.Register | c.CheckIn | c.Withdraw | c.Disqualify | c.Start | c.Seed


def scope(command: c.TournamentCommand) -> Scope:
    """Return the scope: a command on a match writes to its section; others to the tournament."""
    room = tournament_stream(command.room)
    match command:
        case c.OpenSection():
            return Scope((section_stream(command.room, *c.place_of(command)),), (room,))
        case c.Rule() | c.Dispute() | c.SectionTimeUp() | c.TakeResult() | c.Forfeit():
            return Scope((section_stream(command.room, *c.place_of(command)),))
        case c.CloseRound():
            section = section_stream(command.room, command.number, command.part)
            return Scope((room,), (section,), now=True)
        case c.Overturn():
            return Scope((room,), (_overturned(command),), now=True)
        case c.PairNext():
            past = tuple(rounds.sections_of(command.room, command.rounds))
            return Scope((room,), past, now=True)
        case _:
            return Scope((room,))


def decide(command: c.TournamentCommand, states: States) -> Decision:
    """Answer a command with facts, or raise CommandRefused."""
    own = scope(command).writes[0]
    if isinstance(command, SECTION_COMMANDS):
        return {own: _section_decide(command, states)}
    return {own: _room_decide(command, states)}


def _section_decide(command: c.SectionCommand, states: States) -> tuple[f.SectionFact, ...]:
    section = states[section_stream(command.room, *c.place_of(command))]
    match command:
        case c.OpenSection():
            return sections.open_section(command, states[tournament_stream(command.room)], section)
        case c.TakeResult():
            return sections.take_result(command, section)
        case c.Rule():
            return sections.rule(command, section)
        case c.Dispute():
            return sections.dispute(command, section)
        case c.Forfeit():
            return sections.forfeit(command, section)
        case c.SectionTimeUp():
            return sections.time_up(command, section)
        case _:
            assert_never(command)


def _room_decide(command: c.RoomCommand, states: States) -> tuple[f.RoomFact, ...]:
    tournament: Tournament | None = states[tournament_stream(command.room)]
    if isinstance(command, c.Create):
        return entrants.create(command, tournament)
    if tournament is None:
        raise CommandRefused("unknown_tournament")
    match command:
        case c.CloseRound():
            section = states[section_stream(command.room, command.number, command.part)]
            return rounds.close_round(command, tournament, section)
        case c.PairNext():
            return rounds.pair(command, tournament, states)
        case c.Overturn():
            rounds.check_overturned(command, states[_overturned(command)])
            return rounds.overturn(command, tournament)
        case c.TimeUp():
            return time_up(tournament, command.now)
        case c.Stop():
            return _stop(command, tournament)
        case _:
            return _entrants(command, tournament)


def _entrants(command: EntrantCommand, tournament: Tournament) -> tuple[f.RoomFact, ...]:
    match command:
        case c.Register():
            return entrants.register(command, tournament)
        case c.CheckIn():
            return entrants.check_in(command, tournament)
        case c.Withdraw() | c.Disqualify():
            return entrants.leave(command, tournament)
        case c.Start():
            return entrants.start_now(command, tournament)
        case c.Seed():
            return entrants.seed(command, tournament)
        case _:
            assert_never(command)


def _stop(command: c.Stop, tournament: Tournament) -> tuple[f.RoomFact, ...]:
    if isinstance(tournament, Over):
        raise CommandRefused("tournament_over")
    return (f.TournamentStopped(command.now, command.reason or "stopped"),)


def _overturned(command: c.Overturn) -> str:
    return section_stream(command.room, command.number, command.index // SECTION)


def outcome(facts: Iterable[Fact]) -> dict[str, Any]:
    """Tell the sender what its command did."""
    for fact in facts:
        if isinstance(fact, f.Registered):
            return {"checked_in": fact.checked_in}
    return {}
