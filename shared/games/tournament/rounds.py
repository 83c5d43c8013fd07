"""Rounds of a tournament: pairs them from the results so far, closes and undoes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shared.games.tournament import commands as c
from shared.games.tournament import facts as f
from shared.games.tournament.pairing.next_round import next_round, points
from shared.games.tournament.pairing.played import History, Played
from shared.games.tournament.plan import SECTION, SHOWN, PastRound, first, section_stream
from shared.games.tournament.state import Match, Running, Section, Tournament
from shared.kernel.errors import CommandRefused
from shared.kernel.rules import States


def close_round(
    command: c.CloseRound, tournament: Tournament, section: Section | None
) -> tuple[f.RoomFact, ...]:
    """Note that a section is over; the last one ends the current round."""
    if not isinstance(tournament, Running) or section is None or not section.is_closed:
        return ()
    if not tournament.is_playing or command.number != tournament.number:
        return ()
    if command.part in tournament.done:
        return ()
    done = f.SectionDone(command.now, command.number, command.part)
    if len(tournament.done) + 1 < tournament.sections:
        return (done,)
    rounds = (*tournament.rounds, PastRound(command.number, tournament.sections))
    return (done, f.RoundClosed(command.now, command.number, rounds))


def pair(command: c.PairNext, tournament: Tournament, states: States) -> tuple[f.RoomFact, ...]:
    """Pair the next round from the rounds that count, or end the tournament."""
    if not isinstance(tournament, Running) or tournament.is_playing:
        return ()
    if command.rounds != tournament.rounds:
        return ()
    played = [
        _played(tournament, each.number, _matches(command.room, each, states))
        for each in tournament.rounds
    ]
    return pair_next(tournament, played, command.now)


def pair_next(
    tournament: Running, played: Sequence[Sequence[Played]], now: datetime
) -> tuple[f.RoomFact, ...]:
    history = History(len(tournament.entrants), played, frozenset(tournament.gone))
    fixtures, standing = next_round(tournament.plan, history)
    scores = points(tournament.plan, history)
    of_places = tuple(scores[place[0]] for place in standing) if scores else ()
    if not fixtures:
        names = tournament.entrants
        places = tuple(tuple(names[seed] for seed in place) for place in standing)
        return (f.TournamentEnded(now, places, of_places),)
    sections = -(-len(fixtures) // SECTION)
    so_far = first(standing, SHOWN) if scores and played else ()
    paired = f.RoundPaired(
        now,
        tournament.number + 1,
        tuple(fixtures),
        sections,
        so_far,
        of_places[: len(so_far)],
    )
    return (paired,)


def overturn(command: c.Overturn, tournament: Tournament) -> tuple[f.RoomFact, ...]:
    """Correct the result of a match; rounds paired by the wrong result no longer count."""
    if not isinstance(tournament, Running):
        raise CommandRefused("not_running")
    numbers = [each.number for each in tournament.rounds]
    if command.number not in numbers:
        raise CommandRefused("round_not_over")
    rounds = tournament.rounds[: numbers.index(command.number) + 1]
    return (f.ResultOverturned(command.now, command.number, command.index, command.places, rounds),)


def check_overturned(command: c.Overturn, section: Section | None) -> None:
    """Refuse what is no match of the round, or no possible result of it."""
    match = match_of(section, command.index)
    check_places(match, command.places)


def match_of(section: Section | None, index: int) -> Match:
    if section is None or not 0 <= index - section.first < len(section.matches):
        raise CommandRefused("unknown_match")
    return section.matches[index - section.first]


def check_places(match: Match, places: tuple[int, ...]) -> None:
    if len(places) != len(match.sides) or max(places) > len(places):
        raise CommandRefused("bad_places", sides=len(match.sides))


def seed_of(tournament: Running, username: str) -> int:
    if username not in tournament.entrants:
        raise CommandRefused("not_registered")
    return tournament.entrants.index(username)


def sections_of(tournament: str, rounds: c.InForce) -> list[str]:
    """Name the streams of some rounds."""
    return [
        section_stream(tournament, each.number, part)
        for each in rounds
        for part in range(each.sections)
    ]


def _matches(room: str, past: PastRound, states: States) -> list[Match]:
    found: list[Match] = []
    for stream in sections_of(room, (past,)):
        section = states[stream]
        assert isinstance(section, Section)
        found += section.matches
    return found


def _played(tournament: Running, number: int, matches: Sequence[Match]) -> list[Played]:
    overturned = {
        each.index: each.places for each in tournament.overturned if each.number == number
    }
    return [
        Played(match.key, match.seeds, overturned.get(index, match.places))
        for index, match in enumerate(matches)
    ]
