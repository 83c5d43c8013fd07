"""Changes ratings by contests: a player's on its own stream, from those of all participants."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, assert_never

from msgspec.structs import replace

from shared.games.ladder.commands import Enter, LadderCommand, RateContest
from shared.games.ladder.facts import ContestRated, LadderFact, PlayerEntered
from shared.games.ladder.state import KNOWN, Standing
from shared.kernel.contest import MAY_BE_RATED, Contest, Record
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Fact
from shared.kernel.names import game_of, player_stream, room_stream
from shared.kernel.rating import Rating, new_season, rated, rested
from shared.kernel.rules import Decision, Scope, States

NAME = "ladder"
SEASON = re.compile(r"(.+)-([1-9][0-9]{3})q([1-4])", re.ASCII)


def season(game: str, mode: str, at: datetime) -> str:
    """Name the season of a game's mode at a time: a quarter of a year."""
    return f"{game}-{mode}-{at.year:04}q{(at.month + 2) // 3}"


def before(room: str) -> str | None:
    """Name the season before; None if the room is no season."""
    parts = SEASON.fullmatch(room)
    if parts is None:
        return None
    of, year, quarter = parts[1], int(parts[2]), int(parts[3])
    return f"{of}-{year:04}q{quarter - 1}" if quarter > 1 else f"{of}-{year - 1:04}q4"


def standing_stream(room: str, username: str) -> str:
    return player_stream(room_stream(NAME, room), username)


def rating(now_standing: Any, last: Any, at: datetime) -> Rating:
    """Return a rating at a time: a season begins with the last one's rating, drawn to the mean."""
    if isinstance(now_standing, Standing):
        return rested(now_standing.rating, at - now_standing.at)
    if isinstance(last, Standing):
        return new_season(rested(last.rating, at - last.at))
    return Rating()


def scope(command: LadderCommand) -> Scope:
    """Return the scope: writes the player's stream, reads all participants' and last season's."""
    room, own = command.room, standing_stream(command.room, command.username)
    teams = command.teams if isinstance(command, RateContest) else ()
    names = dict.fromkeys((command.username, *(who for team in teams for who in team)))
    rooms = [each for each in (room, before(room)) if each is not None]
    reads = [standing_stream(each, who) for who in names for each in rooms]
    return Scope((own,), tuple(each for each in reads if each != own))


def decide(command: LadderCommand, states: States) -> Decision:
    """Answer a command with facts, or refuse it."""
    own = standing_stream(command.room, command.username)
    me: Standing | None = states[own]
    match command:
        case Enter():
            if me is not None:
                raise CommandRefused("already_entered")
            start = _now(command.room, command.username, command.now, states)
            return {own: (PlayerEntered(command.now, command.username, start),)}
        case RateContest():
            known = me.found if me is not None else {}
            if command.contest in known or command.username in (command.found or {}):
                return {}
            return {own: (_rate(command, states),)}
        case _:
            assert_never(command)


def _rate(command: RateContest, states: States) -> ContestRated:
    """Rate a player with the ratings before the contest: others may have been rated already."""
    who = command.username
    teams = [[_found(command, each, states) for each in team] for team in command.teams]
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


def _found(command: RateContest, who: str, states: States) -> Rating:
    """Return the rating of a player before the contest, which may have rated the player already.

    A contest that ended after all that a stream has seen is new to it. For an older one whose name
    the stream does not have, the log must be read: the stream may have forgotten it.
    """
    standing: Standing | None = states[standing_stream(command.room, who)]
    if standing is not None and command.contest in standing.found:
        return standing.found[command.contest]
    if command.found is not None and who in command.found:
        return command.found[who]
    if standing is not None and command.found is None and _may_forget(standing, command.now):
        raise CommandRefused(MAY_BE_RATED)
    return _now(command.room, who, command.now, states)


def _may_forget(standing: Standing, at: datetime) -> bool:
    return len(standing.found) >= KNOWN and at <= standing.at


def _now(room: str, who: str, now: datetime, states: States) -> Rating:
    last = before(room)
    past = None if last is None else states[standing_stream(last, who)]
    return rating(states[standing_stream(room, who)], past, now)


def evolve(standing: Standing | None, fact: LadderFact) -> Standing:
    """Return the player's standing after the fact."""
    match fact:
        case PlayerEntered():
            return Standing(fact.username, fact.rating, fact.at)
        case ContestRated():
            me = standing or Standing(fact.username, fact.before, fact.at)
            known = dict(list(me.found.items())[-KNOWN + 1 :]) | {fact.contest: fact.before}
            return replace(
                me,
                rating=fact.rating,
                at=max(me.at, fact.at),
                played=me.played + 1,
                won=me.won + (fact.place == 1),
                found=known,
            )
        case _:
            assert_never(fact)


def outcome(facts: Iterable[Fact]) -> dict[str, Any]:
    """Tell the sender what its command did."""
    for fact in facts:
        if isinstance(fact, PlayerEntered):
            return {"rating": fact.rating.shown}
    return {}


def rate(
    contest: Contest, name: str, username: str, known: Mapping[str, Rating] | None
) -> RateContest:
    """Make the command that rates a player, in the season in which the contest ended."""
    room = season(game_of(name), contest.mode, contest.at)
    return RateContest(contest.at, room, username, name, contest.teams, contest.places, known)


def found(fact: Fact, contest: str) -> Rating | None:
    """Return the rating before a contest, if the fact is of that contest."""
    if isinstance(fact, ContestRated) and fact.contest == contest:
        return fact.before
    return None


def record(state: Any) -> Record | None:
    """Return a player's record, from the state of its stream."""
    if not isinstance(state, Standing):
        return None
    return Record(state.rating, state.played, state.won, state.at)
