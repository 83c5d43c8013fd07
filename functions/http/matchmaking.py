"""Routes on which players wait for a match."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Response

from functions.http.caller import Caller, Parts
from shared.application.matchmaking.wait import Place, Wish, answer, leave, look, wait
from shared.wire import http as w

router = APIRouter(prefix="/v1/matchmaking/{game}", tags=["matchmaking"])

type OfferId = Annotated[str, w.Field(pattern=r"^[0-9a-f]{1,64}$")]


@router.put("/{queue}")
def enter(game: w.Id, queue: w.Id, body: w.WishBody, parts: Parts, by: Caller) -> w.PlaceAnswer:
    """Say that you wait; say it again every five seconds until there is a room."""
    wish = Wish(queue, body.region, tuple(body.party), body.waited_seconds)
    return _answer(wait(parts, parts.games.get(game), by.username, wish))


@router.get("")
def place(game: w.Id, parts: Parts, by: Caller) -> w.PlaceAnswer:
    """How it stands with you."""
    return _answer(look(parts, parts.games.get(game), by.username))


@router.post("/offers/{offer}", status_code=204, response_class=Response)
def respond(game: w.Id, offer: OfferId, body: w.OfferBody, parts: Parts, by: Caller) -> Response:
    """Accept the match that you are offered, or decline it."""
    answer(parts, parts.games.get(game), by.username, offer, accepts=body.accepts)
    return Response(status_code=204)


@router.post("/leave", status_code=204, response_class=Response)
def stop(game: w.Id, parts: Parts, by: Caller) -> Response:
    """Wait no more."""
    leave(parts, parts.games.get(game), by.username)
    return Response(status_code=204)


def _answer(place: Place) -> w.PlaceAnswer:
    offer = place.offer
    return w.PlaceAnswer(
        waits=place.waits,
        since=_moment(place.since),
        offer=offer.id if offer else None,
        accept_by=_moment(offer.until if offer else None),
        accepted=place.accepted,
        room=place.room,
    )


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
