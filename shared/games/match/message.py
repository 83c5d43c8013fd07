"""Shows each fact to a viewer as an event."""

from __future__ import annotations

from typing import assert_never

from shared.games.match import events as e
from shared.games.match import facts as f
from shared.games.match.sight import blows_seen, commitment, seen
from shared.kernel.facts import Event
from shared.kernel.viewer import Viewer


def message(fact: f.MatchFact, viewer: Viewer) -> Event | None:
    """Return the event, or None if the viewer may not know of the fact."""
    match fact:
        case f.TurnResolved():  # the frequent one first: a case that fails takes its time
            return e.TurnResolved(
                timestamp=fact.at,
                turn=fact.turn,
                seq=fact.seq if fact.by and _is_own(viewer, fact.by) else None,
                fighters=seen(fact.fighters, viewer, fact.earlier),
                blows=blows_seen(fact.fighters, viewer, fact.blows),
                deadline=fact.deadline,
            )
        case f.ActionChosen() | f.ActionFailed():
            return _action(fact, viewer)
        case f.MatchBegan():
            return e.MatchBegan(
                timestamp=fact.at,
                fighters=seen(fact.fighters, viewer),
                deadline=fact.deadline,
                ends_at=fact.ends_at,
            )
        case f.Forfeited() | f.PlaceVacated() | f.PlaceFilled():
            return _place(fact)
        case f.MatchEnded():
            return e.MatchEnded(timestamp=fact.at, places=fact.places, seed=str(fact.seed))
        case _:
            return _gathering(fact, viewer)


def _place(fact: f.Forfeited | f.PlaceVacated | f.PlaceFilled) -> Event:
    at = fact.at
    match fact:
        case f.Forfeited():
            return e.Forfeited(timestamp=at, usernames=fact.usernames, reason=fact.reason)
        case f.PlaceVacated():
            return e.PlaceVacated(timestamp=at, instead_of=fact.instead_of, until=fact.until)
        case f.PlaceFilled():
            who, gone = fact.username, fact.instead_of
            return e.PlaceFilled(timestamp=at, username=who, instead_of=gone)
        case _:
            assert_never(fact)


def _action(fact: f.ActionChosen | f.ActionFailed, viewer: Viewer) -> Event | None:
    match fact:
        case f.ActionChosen():
            action = fact.action if _is_own(viewer, fact.username) else None
            return e.ActionChosen(
                timestamp=fact.at, username=fact.username, seq=fact.seq, action=action
            )
        case f.ActionFailed():
            if not _is_own(viewer, fact.username):
                return None
            return e.ActionFailed(timestamp=fact.at, action_id=fact.action_id, reason=fact.reason)
        case _:
            assert_never(fact)


def _gathering(
    fact: f.MatchOpened | f.PlayerJoined | f.GearTaken | f.PlayerReturned | f.MatchCancelled,
    viewer: Viewer,
) -> Event:
    match fact:
        case f.GearTaken():
            gear = {who: each for who, each in fact.gear.items() if _is_own(viewer, who)}
            return e.GearTaken(timestamp=fact.at, gear=gear)
        case f.MatchOpened():
            return e.MatchOpened(
                timestamp=fact.at,
                plan=fact.plan,
                commitment=commitment(fact.seed),
                join_by=fact.join_by,
            )
        case f.PlayerJoined():
            items = fact.items if _is_own(viewer, fact.username) else None
            return e.PlayerJoined(timestamp=fact.at, username=fact.username, items=items)
        case f.PlayerReturned():
            return e.PlayerReturned(timestamp=fact.at, username=fact.username)
        case f.MatchCancelled():
            return e.MatchCancelled(timestamp=fact.at)
        case _:
            assert_never(fact)


def _is_own(viewer: Viewer, username: str) -> bool:
    return viewer.role == "operator" or viewer.username == username
