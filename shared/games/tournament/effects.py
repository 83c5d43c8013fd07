"""The effects that facts of a tournament ask of the host."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from shared.games.tournament import commands as c
from shared.games.tournament import facts as f
from shared.games.tournament.plan import NAME, parse_match
from shared.games.tournament.state import Match
from shared.kernel.contest import Contest
from shared.kernel.effects import AskRatings, Do, Effect, Notice, OpenRoom, Tell
from shared.kernel.facts import Command, Fact
from shared.kernel.names import game_of, parse_stream
from shared.kernel.rating import Rating

COMING = 3
"""Divisor of a round: players may come in its first third; two thirds remain to play."""

ASKED = 512
"""Maximum ratings that are requested, and written, at once."""


def effects(fact: Fact, stream: str) -> Iterator[Effect]:
    """Yield the effects of a fact; see `Game.effects`."""
    room = parse_stream(stream).room
    match fact:
        case f.RegistrationClosed() | f.SeasonClosed():
            yield from _ratings(room, fact)
        case f.CheckInOpened():
            told = _notice(room, "check_in", "tournament.check_in", {})
            yield from (Tell(who, told) for who in fact.usernames)
        case f.RoundPaired():
            yield from (_open(room, fact.number, part) for part in range(fact.sections))
        case f.SectionOpened():
            yield from _matches(room, fact)
        case f.TournamentEnded():
            yield from _places(room, fact)
        case f.SectionClosed() | f.RoundClosed() | f.ResultOverturned() | f.Left():
            yield from _next(room, fact)
        case _:
            pass


def _next(
    room: str, fact: f.SectionClosed | f.RoundClosed | f.ResultOverturned | f.Left
) -> Iterator[Effect]:
    match fact:
        case f.SectionClosed():
            yield Do(lambda now: c.CloseRound(now, room, fact.number, fact.part))
        case f.RoundClosed() | f.ResultOverturned():
            yield Do(lambda now: c.PairNext(now, room, fact.rounds))
        case f.Left(index=int() as index):
            yield Do(lambda now: c.Forfeit(now, room, fact.number, index, fact.username))
        case _:
            pass


def takes(now: datetime, stream: str, position: int, contest: Contest | None) -> Command | None:
    """Return the command that takes a match's result, if the room's name is that of a match."""
    name = parse_stream(stream).room
    found = parse_match(name)
    if found is None or game_of(stream) == NAME:
        return None
    tournament, number, index = found
    teams = contest.teams if contest else ()
    places = contest.places if contest else ()
    return c.TakeResult(now, tournament, number, index, stream, position, teams, places)


def _ratings(room: str, fact: f.RegistrationClosed | f.SeasonClosed) -> Iterator[Effect]:
    for first in range(0, len(fact.usernames), ASKED):
        asked = fact.usernames[first : first + ASKED]
        yield AskRatings(fact.game, fact.ladder, asked, _seed(room, first, asked))


def _seed(
    room: str, first: int, asked: tuple[str, ...]
) -> Callable[[datetime, Mapping[str, Rating]], Command]:
    """Return a function that makes the command, with ratings as the ladder's board shows them."""

    def answer(now: datetime, ratings: Mapping[str, Rating]) -> Command:
        return c.Seed(now, room, first, tuple(float(ratings[who].shown) for who in asked))

    return answer


def _open(room: str, number: int, part: int) -> Effect:
    return Do(lambda now: c.OpenSection(now, room, number, part))


def _matches(room: str, fact: f.SectionOpened) -> Iterator[Effect]:
    for place, match in enumerate(fact.matches):
        if match.room:
            sides = tuple((who,) for who in match.sides)
            yield OpenRoom(fact.game, match.room, sides, _come_by(fact))
        for who in match.sides if match.by != "forfeit" else ():
            yield Tell(who, _ready(room, fact, fact.first + place, match, who))


def _come_by(fact: f.SectionOpened) -> datetime:
    return fact.at + (fact.deadline - fact.at) / COMING


def _ready(room: str, fact: f.SectionOpened, index: int, match: Match, who: str) -> Notice:
    data: dict[str, Any] = {
        "round": fact.number,
        "match": index,
        "against": [each for each in match.sides if each != who],
        "until": fact.deadline.isoformat(),
    }
    if match.room:
        data |= {"game": fact.game, "room": match.room, "come_by": _come_by(fact).isoformat()}
    return _notice(room, f"{fact.number}-{index}", "tournament.round", data)


def _places(room: str, fact: f.TournamentEnded) -> Iterator[Effect]:
    place = 1
    for shared in fact.places:
        for who in shared:
            yield Tell(who, _notice(room, "end", "tournament.ended", {"place": place}))
        place += len(shared)


def _notice(room: str, key: str, kind: str, data: dict[str, Any]) -> Notice:
    return Notice(f"{NAME}/{room}/{key}", kind, {"tournament": room, **data})
