"""Folds each fact into the state of the tournament or the section."""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from shared.games.tournament import facts as f
from shared.games.tournament.state import (
    Open,
    Over,
    Overturned,
    Running,
    Section,
    Seeding,
    Tournament,
)

type RoundFact = f.Left | f.RoundPaired | f.SectionDone | f.RoundClosed | f.ResultOverturned
type EarlyFact = f.Registered | f.CheckInOpened | f.CheckedIn


def evolve(state: Tournament | Section | None, fact: f.TournamentFact) -> Tournament | Section:
    """Return the state after the fact."""
    match fact:
        case f.SectionOpened():
            return Section(
                fact.number,
                fact.part,
                fact.first,
                fact.matches,
                fact.at,
                fact.deadline,
                fact.dispute_minutes,
                fact.at,
            )
        case f.ResultTaken() | f.ResultDisputed() | f.SectionClosed():
            assert isinstance(state, Section)
            return _section(state, fact)
        case f.TournamentCreated():
            return Open(fact.plan, fact.starts_at, fact.ends_at)
        case _:
            assert state is not None
            assert not isinstance(state, Section)
            return _tournament(state, fact)


def _tournament(state: Tournament, fact: f.RoomFact) -> Tournament:
    match fact:
        case f.Registered() | f.CheckInOpened() | f.CheckedIn():
            assert isinstance(state, Open)
            return _open(state, fact)
        case f.Left() if isinstance(state, Open):
            return replace(
                state,
                entrants={
                    who: each for who, each in state.entrants.items() if who != fact.username
                },
            )
        case f.Left() | f.RoundPaired() | f.SectionDone() | f.RoundClosed() | f.ResultOverturned():
            assert isinstance(state, Running)
            return _running(state, fact)
        case f.TournamentEnded() | f.TournamentStopped():
            assert not isinstance(state, Over)
            return _over(state, fact)
        case _:
            assert isinstance(state, (Open, Seeding, Running))
            return _seeds(state, fact)


def _open(state: Open, fact: EarlyFact) -> Open:
    match fact:
        case f.Registered():
            return replace(state, entrants=state.entrants | {fact.username: fact.checked_in})
        case f.CheckedIn():
            return replace(state, entrants=state.entrants | {fact.username: True})
        case f.CheckInOpened():
            return replace(state, check_in_open=True)
        case _:
            assert_never(fact)


def _seeds(state: Open | Seeding | Running, fact: f.RoomFact) -> Tournament:
    match fact:
        case f.RegistrationClosed() | f.SeasonClosed():
            is_final = isinstance(fact, f.SeasonClosed)
            return Seeding(
                state.plan, state.starts_at, state.ends_at, fact.at, fact.usernames, is_final
            )
        case f.Seeded():
            assert isinstance(state, Seeding)
            return replace(state, ratings=(*state.ratings, (fact.first, fact.ratings)))
        case f.TournamentStarted():
            return Running(state.plan, state.starts_at, state.ends_at, fact.usernames)
        case _:
            raise AssertionError(fact)


def _running(state: Running, fact: RoundFact) -> Running:
    match fact:
        case f.Left():
            return replace(state, gone=(*state.gone, state.entrants.index(fact.username)))
        case f.RoundPaired():
            return replace(
                state,
                number=fact.number,
                fixtures=fact.fixtures,
                sections=fact.sections,
                is_playing=True,
                done=(),
                places=fact.places,
                points=fact.points,
            )
        case f.SectionDone():
            return replace(state, done=(*state.done, fact.part))
        case f.RoundClosed():
            return replace(state, rounds=fact.rounds, is_playing=False)
        case f.ResultOverturned():
            counting = {each.number for each in fact.rounds}
            kept = [each for each in state.overturned if each.number in counting]
            overturned = (*kept, Overturned(fact.number, fact.index, fact.places))
            return replace(state, rounds=fact.rounds, is_playing=False, overturned=overturned)
        case _:
            assert_never(fact)


def _over(state: Open | Seeding | Running, fact: f.TournamentEnded | f.TournamentStopped) -> Over:
    rounds = state.rounds if isinstance(state, Running) else ()
    if isinstance(fact, f.TournamentStopped):
        return Over(state.plan, state.starts_at, fact.at, rounds, (), fact.reason)
    return Over(state.plan, state.starts_at, fact.at, rounds, fact.places, "", fact.points)


def _section(state: Section, fact: f.ResultTaken | f.ResultDisputed | f.SectionClosed) -> Section:
    match fact:
        case f.SectionClosed():
            return replace(state, is_closed=True)
        case f.ResultDisputed():
            return _changed(state, fact.index, disputed_by=fact.username)
        case f.ResultTaken():
            taken = _changed(
                state,
                fact.index,
                places=fact.places,
                by=fact.by,
                position=fact.position,
                disputed_by="",
            )
            return replace(taken, decided_at=fact.at)
        case _:
            assert_never(fact)


def _changed(state: Section, index: int, **changes: object) -> Section:
    place = index - state.first
    match = replace(state.matches[place], **changes)
    return replace(state, matches=(*state.matches[:place], match, *state.matches[place + 1 :]))
