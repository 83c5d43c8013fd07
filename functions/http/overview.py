"""Routes of the overview: all rooms of a game with their figures, and one of them."""

from __future__ import annotations

from fastapi import APIRouter, Response
from msgspec.json import encode

from functions.http.caller import Operator, Parts
from functions.http.errors import Problem
from shared.application.lifecycle.look_over import look_at, look_over
from shared.wire import http as w

router = APIRouter(prefix="/v1/overview/{game}", tags=["rooms"])


@router.get("", response_model=w.OverviewAnswer)
def overview(game: w.Id, parts: Parts, _: Operator) -> Response:
    """List all scheduled and running rooms of a game, with live figures (operator)."""
    return _answer(look_over(parts, parts.games.get(game)))


@router.get("/{room}", response_model=w.LookAnswer)
def one(game: w.Id, room: w.Id, parts: Parts, _: Operator) -> Response:
    """Show one room with live figures, even if it is over (operator)."""
    found = look_at(parts, parts.games.get(game), room)
    if found is None:
        raise Problem(404, "unknown_room", "nothing has that name")
    return _answer(found)


def _answer(found: object) -> Response:
    return Response(encode(found), media_type="application/json")
