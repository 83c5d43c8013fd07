"""A section of a round: takes results of its matches from rooms, operators and the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.games.tournament import commands as c
from shared.games.tournament import facts as f
from shared.games.tournament.plan import SECTION, match_room
from shared.games.tournament.rounds import check_places, match_of
from shared.games.tournament.state import Match, Running, Section, Tournament
from shared.kernel.errors import CommandRefused

PAIR = 2


def open_section(
    command: c.OpenSection, tournament: Tournament | None, section: Section | None
) -> tuple[f.SectionFact, ...]:
    """Open a section of the current round with the names of the players; decide byes at once."""
    if section is not None or not isinstance(tournament, Running):
        return ()
    if not tournament.is_playing or tournament.number != command.number:
        return ()
    plan, first = tournament.plan, command.part * SECTION
    matches = tuple(
        _match(tournament, command.room, first + i, each.key, each.sides)
        for i, each in enumerate(tournament.fixtures[first : first + SECTION])
    )
    return (
        f.SectionOpened(
            command.now,
            command.number,
            command.part,
            first,
            plan.game,
            matches,
            command.now + timedelta(minutes=plan.round_minutes),
            plan.dispute_minutes,
        ),
    )


def _match(tournament: Running, room: str, index: int, key: str, seeds: tuple[int, ...]) -> Match:
    """Return a match: an entrant that left after the pairing loses to its opponent.

    A heat goes on without.
    """
    gone = [seed in tournament.gone for seed in seeds]
    if len(seeds) > PAIR and not all(gone):
        seeds, gone = tuple(each for each in seeds if each not in tournament.gone), []
    names = tuple(tournament.entrants[seed] for seed in seeds)
    if len(seeds) == 1:
        return Match(key, names, seeds, places=(1,), by="bye")
    if any(gone):
        return Match(key, names, seeds, places=_without(gone), by="forfeit")
    game = tournament.plan.game
    return Match(key, names, seeds, match_room(room, tournament.number, index) if game else "")


def take_result(command: c.TakeResult, section: Section | None) -> tuple[f.SectionFact, ...]:
    """Take the end of a match's room, once; an operator's ruling stands."""
    match = match_of(section, command.index)
    sides = tuple((who,) for who in match.sides)
    if not match.room or not command.match.endswith(f"/{match.room}"):
        raise CommandRefused("not_of_tournament")
    if command.teams and command.teams != sides:
        raise CommandRefused("not_of_tournament")
    if section is None or section.is_closed or match.places:
        return ()
    now, index = command.now, command.index
    if not command.teams:
        nobody = (len(sides),) * len(sides)
        return (f.ResultTaken(now, index, nobody, "no_show", command.position),)
    check_places(match, command.places)
    return (f.ResultTaken(now, index, command.places, "match", command.position),)


def rule(command: c.Rule, section: Section | None) -> tuple[f.SectionFact, ...]:
    match = _open(section, command.index)
    check_places(match, command.places)
    return (f.ResultTaken(command.now, command.index, command.places, "operator"),)


def dispute(command: c.Dispute, section: Section | None) -> tuple[f.SectionFact, ...]:
    match = _open(section, command.index)
    if command.username not in match.sides:
        raise CommandRefused("not_your_match")
    if not match.places or match.by not in {"match", "no_show"}:
        raise CommandRefused("nothing_to_dispute")
    if match.disputed_by:
        raise CommandRefused("already_disputed")
    return (f.ResultDisputed(command.now, command.index, command.username),)


def forfeit(command: c.Forfeit, section: Section | None) -> tuple[f.SectionFact, ...]:
    """Forfeit for an entrant who left: a heat goes on without, an opponent wins."""
    match = match_of(section, command.index)
    if section is None or section.is_closed or match.places or len(match.sides) > PAIR:
        return ()
    places = _without([who == command.username for who in match.sides])
    return (f.ResultTaken(command.now, command.index, places, "forfeit"),)


def time_up(command: c.SectionTimeUp, section: Section | None) -> tuple[f.SectionFact, ...]:
    """Close the section if it is decided; at its deadline decide open matches: nobody came."""
    if section is None or section.is_closed:
        return ()
    now = command.now
    if section.is_decided:
        if now < section.closes_at:
            return ()
        return (f.SectionClosed(now, section.number, section.part),)
    if now < section.deadline:
        return ()
    return tuple(
        _no_show(now, section, i, each) for i, each in enumerate(section.matches) if not each.places
    )


def due(section: Section) -> datetime | None:
    if section.is_closed:
        return None
    if any(not each.places for each in section.matches):
        return section.deadline
    return None if section.is_disputed else section.closes_at


def _no_show(now: datetime, section: Section, place: int, match: Match) -> f.ResultTaken:
    nobody = (len(match.sides),) * len(match.sides)
    return f.ResultTaken(now, section.first + place, nobody, "no_show")


def _open(section: Section | None, index: int) -> Match:
    match = match_of(section, index)
    if section is None or section.is_closed:
        raise CommandRefused("round_over")
    return match


def _without(gone: list[bool]) -> tuple[int, ...]:
    """Return places: entrants who have left come last, the others share the first place."""
    return tuple(len(gone) if each else 1 for each in gone)
