"""Shows each fact to a viewer as an event."""

from __future__ import annotations

from typing import assert_never

from shared.games.hunt import events as e
from shared.games.hunt import facts as f
from shared.games.hunt.view import energy_view
from shared.kernel.facts import Event
from shared.kernel.viewer import Viewer


def message(fact: f.HuntFact, viewer: Viewer) -> Event | None:
    """Return the event, or None; a hunt's facts are public, a seeker's are private."""
    match fact:
        case (
            f.HuntPlanned()
            | f.RulesChanged()
            | f.HuntStarted()
            | f.HuntEnded()
            | f.ClaimTold()
            | f.ReopeningTold()
        ):
            return _plan(fact)
        case f.TreasureClaimed() | f.ClaimReversed() | f.ChangesTold():
            return _rival(fact) if viewer.role == "operator" else None
        case _:
            return _own(fact) if viewer.role in {"owner", "operator"} else None


def _plan(fact: f.PlanFact) -> Event:
    at = fact.at
    match fact:
        case f.HuntPlanned():
            times = {"starts_at": fact.starts_at, "ends_at": fact.ends_at}
            return e.Planned(timestamp=at, title=fact.title, **times)
        case f.RulesChanged():
            return e.RulesChanged(timestamp=at, version=fact.version)
        case f.HuntStarted():
            return e.Started(timestamp=at)
        case f.HuntEnded():
            return e.Ended(timestamp=at, early=fact.early, ends_at=fact.ends_at)
        case f.ClaimTold():
            named = {"title": fact.title, "kind": fact.kind, "holder": fact.holder}
            return e.Claimed(timestamp=at, treasure=fact.treasure, **named)
        case f.ReopeningTold():
            return e.Reopened(timestamp=at, treasure=fact.treasure, title=fact.title)
        case _:
            assert_never(fact)


def _rival(fact: f.RivalFact) -> Event | None:
    match fact:
        case f.TreasureClaimed():
            named = {"title": fact.title, "kind": fact.kind, "holder": fact.holder}
            return e.Claimed(timestamp=fact.at, treasure=fact.treasure, **named)
        case f.ClaimReversed():
            return e.ClaimReversed(timestamp=fact.at, holder=fact.holder, reason=fact.reason)
        case f.ChangesTold():
            return None
        case _:
            assert_never(fact)


def _own(fact: f.OwnFact) -> Event:
    match fact:
        case f.SeekerJoined() | f.SeekerMoved() | f.CellSearched() | f.CellDug():
            return _way(fact)
        case f.RiddleSolved() | f.RiddleMissed():
            return _riddle(fact)
        case f.TreasureTaken():
            return _taken(fact)
        case f.SeekerThrough():
            return e.Through(timestamp=fact.at, points=fact.points)
        case f.FindReversed():
            return e.FindReversed(
                timestamp=fact.at,
                treasure=fact.treasure,
                cell=fact.cell,
                points=fact.points,
                total=fact.total,
                items=fact.items,
                reason=fact.reason,
            )
        case _:
            assert_never(fact)


def _way(fact: f.SeekerJoined | f.SeekerMoved | f.CellSearched | f.CellDug) -> Event:
    at, energy = fact.at, energy_view(fact.energy)
    match fact:
        case f.SeekerJoined():
            return e.Joined(timestamp=at, x=fact.x, y=fact.y, energy=energy)
        case f.SeekerMoved():
            return e.Moved(timestamp=at, x=fact.x, y=fact.y, energy=energy)
        case f.CellSearched():
            nearest = fact.nearest
            return e.Searched(timestamp=at, clues=fact.clues, nearest=nearest, energy=energy)
        case f.CellDug():
            return e.Dug(timestamp=at, cell=fact.cell, clue=fact.clue, energy=energy)
        case _:
            assert_never(fact)


def _riddle(fact: f.RiddleSolved | f.RiddleMissed) -> Event:
    at, energy = fact.at, energy_view(fact.energy)
    match fact:
        case f.RiddleSolved():
            return e.Solved(timestamp=at, treasure=fact.treasure, energy=energy)
        case f.RiddleMissed():
            left = fact.tries_left
            return e.Missed(timestamp=at, treasure=fact.treasure, tries_left=left, energy=energy)
        case _:
            assert_never(fact)


def _taken(fact: f.TreasureTaken) -> Event:
    return e.Taken(
        timestamp=fact.at,
        treasure=fact.treasure,
        kind=fact.kind,
        cell=fact.cell,
        points=fact.points,
        total=fact.total,
        finds=fact.finds,
        items=fact.items,
        clues=fact.clues,
        ready_at=fact.ready_at,
        energy=energy_view(fact.energy),
    )
