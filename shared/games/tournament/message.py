"""Shows each fact to everybody as an event."""

from __future__ import annotations

from typing import assert_never

from shared.games.tournament import events as e
from shared.games.tournament import facts as f
from shared.games.tournament.plan import first
from shared.kernel.facts import Event
from shared.kernel.viewer import Viewer

SHOWN = 16
"""Maximum places in an event: a frame is no longer than 128 KB."""


def message(fact: f.TournamentFact, _viewer: Viewer) -> Event | None:
    """Return the event; None for a step that nobody needs to see."""
    match fact:
        case f.SectionOpened() | f.ResultTaken() | f.ResultDisputed() | f.SectionClosed():
            return _section(fact)
        case f.Registered() | f.CheckedIn() | f.Left():
            return _entrant(fact)
        case f.TournamentCreated():
            return e.TournamentCreated(timestamp=fact.at, plan=fact.plan, starts_at=fact.starts_at)
        case f.RoundPaired() | f.RoundClosed() | f.ResultOverturned():
            return _round(fact)
        case f.TournamentEnded() | f.TournamentStopped():
            return _end(fact)
        case _:
            return _phase(fact)


def _end(fact: f.TournamentEnded | f.TournamentStopped) -> Event:
    if isinstance(fact, f.TournamentStopped):
        return e.TournamentEnded(timestamp=fact.at, first=(), reason=fact.reason)
    return e.TournamentEnded(timestamp=fact.at, first=first(fact.places, SHOWN))


def _round(fact: f.RoundPaired | f.RoundClosed | f.ResultOverturned) -> Event:
    match fact:
        case f.RoundPaired():
            return e.RoundPaired(
                timestamp=fact.at,
                round=fact.number,
                matches=len(fact.fixtures),
                sections=fact.sections,
            )
        case f.RoundClosed():
            return e.RoundClosed(timestamp=fact.at, round=fact.number)
        case f.ResultOverturned():
            return e.ResultOverturned(
                timestamp=fact.at, round=fact.number, match=fact.index, places=fact.places
            )
        case _:
            assert_never(fact)


def _section(fact: f.SectionFact) -> Event:
    match fact:
        case f.SectionOpened():
            return e.SectionOpened(
                timestamp=fact.at,
                round=fact.number,
                first=fact.first,
                matches=fact.matches,
                deadline=fact.deadline,
            )
        case f.ResultTaken():
            return e.ResultTaken(
                timestamp=fact.at, match=fact.index, places=fact.places, by=fact.by
            )
        case f.ResultDisputed():
            return e.ResultDisputed(timestamp=fact.at, match=fact.index, username=fact.username)
        case f.SectionClosed():
            return e.SectionClosed(timestamp=fact.at, round=fact.number)
        case _:
            assert_never(fact)


def _entrant(fact: f.Registered | f.CheckedIn | f.Left) -> Event:
    match fact:
        case f.Registered():
            return e.EntrantChanged(timestamp=fact.at, username=fact.username, change="registered")
        case f.CheckedIn():
            return e.EntrantChanged(timestamp=fact.at, username=fact.username, change="checked_in")
        case f.Left():
            return e.EntrantChanged(timestamp=fact.at, username=fact.username, change=fact.reason)
        case _:
            assert_never(fact)


type PhaseFact = (
    f.CheckInOpened
    | f.RegistrationClosed
    | f.SeasonClosed
    | f.TournamentStarted
    | f.Seeded
    | f.SectionDone
)


def _phase(fact: PhaseFact) -> Event | None:
    match fact:
        case f.CheckInOpened():
            return e.PhaseChanged(timestamp=fact.at, phase="check_in", entrants=len(fact.usernames))
        case f.RegistrationClosed() | f.SeasonClosed():
            return e.PhaseChanged(timestamp=fact.at, phase="seeding", entrants=len(fact.usernames))
        case f.TournamentStarted():
            return e.PhaseChanged(timestamp=fact.at, phase="running", entrants=len(fact.usernames))
        case f.Seeded() | f.SectionDone():
            return None
        case _:
            assert_never(fact)
