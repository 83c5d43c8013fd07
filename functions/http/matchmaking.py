"""Routes on which players wait for a match."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from functions.http.caller import Caller, Parts
from shared.application.matchmaking.answer_wish import answer_wish, told
from shared.application.matchmaking.wait import look
from shared.wire import http as w
from shared.wire import matchmaking as m

router = APIRouter(prefix="/v1/matchmaking/{game}", tags=["matchmaking"])

type OfferId = Annotated[str, w.Field(pattern=r"^[0-9a-f]{1,64}$")]


@router.put("/{queue}")
def enter(game: w.Id, queue: w.Id, body: w.WishBody, parts: Parts, by: Caller) -> w.PlaceAnswer:
    """Wait in a queue for a match. Repeat the request every five seconds until there is a room."""
    wish = m.Join(queue, tuple(body.party), body.region, body.waited_seconds)
    return w.PlaceAnswer(**answer_wish(parts, game, by.username, wish))


@router.get("")
def place(game: w.Id, parts: Parts, by: Caller) -> w.PlaceAnswer:
    """Show whether the caller waits, has an offer to accept, or has a room to play in."""
    return w.PlaceAnswer(**told(look(parts, parts.games.get(game), by.username)))


@router.post("/offers/{offer}", status_code=204, response_class=Response)
def respond(game: w.Id, offer: OfferId, body: w.OfferBody, parts: Parts, by: Caller) -> Response:
    """Accept or decline an offered match."""
    answer_wish(parts, game, by.username, (m.Accept if body.accepts else m.Decline)(offer))
    return Response(status_code=204)


@router.post("/leave", status_code=204, response_class=Response)
def stop(game: w.Id, parts: Parts, by: Caller) -> Response:
    """Stop waiting for a match."""
    answer_wish(parts, game, by.username, m.Leave())
    return Response(status_code=204)
