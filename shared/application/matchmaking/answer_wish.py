"""Carries out a player's request to the matchmaker, from any host, and returns its status."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, assert_never

from shared.application.matchmaking.ports import Ports
from shared.application.matchmaking.wait import WaitStatus, Wish, answer, leave, look, wait
from shared.wire import matchmaking as w


def answer_wish(
    parts: Ports, game_name: str, username: str, command: w.WaitCommand
) -> dict[str, Any]:
    """Carry the request out and return the fields of `PlaceAnswer`; raise CommandRefused."""
    game = parts.games.get(game_name)
    match command:
        case w.Join(queue, party, region, waited):
            return told(wait(parts, game, username, Wish(queue, region, party, waited)))
        case w.Accept(offer):
            answer(parts, game, username, offer, accepts=True)
        case w.Decline(offer):
            answer(parts, game, username, offer, accepts=False)
        case w.Leave():
            leave(parts, game, username)
        case _:
            assert_never(command)
    return told(look(parts, game, username))


def told(place: WaitStatus) -> dict[str, Any]:
    """Return a player's status in the form that answers have."""
    offer = place.offer
    return {
        "waits": place.waits,
        "since": _moment(place.since),
        "offer": offer.id if offer else None,
        "accept_by": _moment(offer.until if offer else None),
        "accepted": place.accepted,
        "room": place.room,
    }


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
