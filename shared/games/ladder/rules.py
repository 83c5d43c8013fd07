"""How contests change ratings: a player's by its own stream, from those of all that took part."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, assert_never

from msgspec.structs import replace

from shared.games.ladder.commands import Enter, LadderCommand, RateContest
from shared.games.ladder.facts import ContestRated, LadderFact, PlayerEntered
from shared.games.ladder.state import KNOWN, Standing
from shared.kernel.contest import Contest
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Fact
from shared.kernel.names import player_stream, room_stream
from shared.kernel.rating import Rating, new_season, rated, rested
from shared.kernel.rules import Decision, Scope, States

NAME = "ladder"
SEASON = re.compile(r"(.+)-([0-9]{4})q([1-4])")


def season(mode: str, at: datetime) -> str:
    """Name the season of a mode: a quarter of a year."""
    return f"{mode}-{at.year}q{(at.month + 2) // 3}"


def before(room: str) -> str:
    """Name the season before; of a room that is none, another one."""
    found = SEASON.fullmatch(room)
    if found is None:
        return f"{room}-before"
    mode, year, quarter = found[1], int(found[2]), int(found[3])
    return f"{mode}-{year}q{quarter - 1}" if quarter > 1 else f"{mode}-{year - 1}q4"


def standing_stream(room: str, username: str) -> str:
    return player_stream(room_stream(NAME, room), username)


def rating(now_standing: Any, last: Any, at: datetime) -> Rating:
    """Return a rating at a time: a season begins with what the last one left, drawn to the mean."""
    if isinstance(now_standing, Standing):
        return rested(now_standing.rating, at - now_standing.at)
    if isinstance(last, Standing):
        return new_season(rested(last.rating, at - last.at))
    return Rating()


def scope(command: LadderCommand) -> Scope:
    """Write the player's own stream; read those of all in the contest, and of the season before."""
    room, own = command.room, standing_stream(command.room, command.username)
    teams = command.teams if isinstance(command, RateContest) else ()
    names = dict.fromkeys((command.username, *(who for team in teams for who in team)))
    reads = [standing_stream(each, who) for who in names for each in (room, before(room))]
    return Scope((own,), tuple(each for each in reads if each != own))


def decide(command: LadderCommand, states: States) -> Decision:
    """Answer a command with facts, or refuse it."""
    own = standing_stream(command.room, command.username)
    me: Standing | None = states[own]
    match command:
        case Enter():
            if me is not None:
                raise CommandRefused("already_entered")
            start = _found(command.room, command.username, "", command.now, states)
            return {own: (PlayerEntered(command.now, command.username, start),)}
        case RateContest():
            if me is not None and command.contest in me.found:
                return {}
            return {own: (_rate(command, states),)}
        case _:
            assert_never(command)


def _rate(command: RateContest, states: States) -> ContestRated:
    """The others may have been rated already: what counts is what the contest found."""
    who = command.username
    teams = [
        [_found(command.room, each, command.contest, command.now, states) for each in team]
        for team in command.teams
    ]
    after = rated(teams, command.places)
    team = next((i for i, each in enumerate(command.teams) if who in each), None)
    if team is None or len(command.places) != len(command.teams):
        raise CommandRefused("not_in_contest")
    place = command.teams[team].index(who)
    return ContestRated(
        command.now,
        who,
        command.contest,
        command.places[team],
        teams[team][place],
        after[team][place],
    )


def _found(room: str, who: str, contest: str, now: datetime, states: States) -> Rating:
    standing: Standing | None = states[standing_stream(room, who)]
    if standing is not None and contest in standing.found:
        return standing.found[contest]
    return rating(standing, states[standing_stream(before(room), who)], now)


def evolve(standing: Standing | None, fact: LadderFact) -> Standing:
    """Return where the player stands after the fact."""
    match fact:
        case PlayerEntered():
            return Standing(fact.username, fact.rating, fact.at)
        case ContestRated():
            me = standing or Standing(fact.username, fact.before, fact.at)
            found = dict(list(me.found.items())[-KNOWN + 1 :]) | {fact.contest: fact.before}
            return replace(
                me,
                rating=fact.rating,
                at=max(me.at, fact.at),
                played=me.played + 1,
                won=me.won + (fact.place == 1),
                found=found,
            )
        case _:
            assert_never(fact)


def outcome(facts: Iterable[Fact]) -> dict[str, Any]:
    """Tell the sender what its command did."""
    for fact in facts:
        if isinstance(fact, PlayerEntered):
            return {"rating": fact.rating.shown}
    return {}


def rate(contest: Contest, name: str, username: str) -> RateContest:
    """Make the command that rates a player, in the season in which the contest ended."""
    room = season(contest.mode, contest.at)
    return RateContest(contest.at, room, username, name, contest.teams, contest.places)
