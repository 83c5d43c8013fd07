"""Routes of the boards; a client that has the picture gets 304."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from msgspec.structs import replace

from functions.http.answers import tagged
from functions.http.caller import Known, Parts
from functions.http.errors import Problem
from shared.application.boards.ports import Around, Top
from shared.application.boards.read_board import BoardPicture, read_board
from shared.wire import http as w

router = APIRouter(prefix="/v1/battles/{battle}/board", tags=["boards"])

type BoardId = Annotated[str, w.Field(pattern=r"^[A-Za-z0-9_-]{1,64}(@[A-Za-z0-9_-]{1,64})?$")]

NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "The picture that the client has is the latest."}
}


@router.get("/top", response_model=w.BoardAnswer, responses=NOT_MODIFIED)
def top(
    battle: BoardId,
    parts: Parts,
    request: Request,
    known: Known,
    count: Annotated[w.Limit, Query()] = 100,
) -> Response:
    """The first `count`; `{battle}@{season}` is a sealed board."""
    return _answer(read_board(parts, battle, Top(count), rebuild=known), request)


@router.get("/players/{username}", response_model=w.BoardAnswer, responses=NOT_MODIFIED)
def rank(battle: BoardId, username: str, parts: Parts, request: Request, known: Known) -> Response:
    """One player's standing; 404 for one that is not on the board."""
    picture = read_board(parts, battle, Around(username, 0), rebuild=known)
    return _answer(_found(picture), request)


@router.get("/around/{username}", response_model=w.BoardAnswer, responses=NOT_MODIFIED)
def around(
    battle: BoardId,
    username: str,
    parts: Parts,
    request: Request,
    known: Known,
    radius: Annotated[w.Radius, Query()] = 5,
) -> Response:
    """A player with up to `radius` on either side; 404 for one that is not on the board."""
    picture = read_board(parts, battle, Around(username, radius), rebuild=known)
    return _answer(_found(picture), request)


def _found(picture: BoardPicture) -> BoardPicture:
    if not picture.standings:
        raise Problem(404, "unknown_participant", "nobody of that name is on the board")
    return picture


def _answer(picture: BoardPicture, request: Request) -> Response:
    return tagged(request, picture, same=replace(picture, as_of=None))
