"""Routes of the boards; a client that has the snapshot gets 304."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from msgspec.json import encode
from msgspec.structs import replace

from functions.http.answers import tagged
from functions.http.caller import Operator, Parts, Somebody
from functions.http.errors import Problem
from shared.application.boards.explain import explain
from shared.application.boards.ports import Neighbours, Top
from shared.application.boards.read_board import BoardSnapshot, read_board
from shared.kernel.names import room_stream
from shared.wire import http as w

router = APIRouter(prefix="/v1/rooms/{game}/{room}/board", tags=["boards"])

type BoardId = Annotated[str, w.Field(pattern=r"^[A-Za-z0-9_-]{1,64}(@[A-Za-z0-9_-]{1,64})?$")]

NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "The snapshot that the client has is the latest."}
}


@router.get("/top", response_model=w.BoardAnswer, responses=NOT_MODIFIED)
def top(
    game: w.Id,
    room: BoardId,
    parts: Parts,
    request: Request,
    identity: Somebody,
    count: Annotated[w.Limit, Query()] = 100,
) -> Response:
    """List the first `count` entries. `{room}@{season}` names the final board of a season."""
    return _answer(
        read_board(parts, room_stream(game, room), Top(count), rebuild=bool(identity)), request
    )


@router.get("/players/{username}", response_model=w.BoardAnswer, responses=NOT_MODIFIED)
def rank(
    game: w.Id, room: BoardId, username: str, parts: Parts, request: Request, identity: Somebody
) -> Response:
    """Show one player's entry; 404 if the player is not on the board."""
    snapshot = read_board(
        parts, room_stream(game, room), Neighbours(username, 0), rebuild=bool(identity)
    )
    return _answer(_found(snapshot), request)


@router.get("/neighbours/{username}", response_model=w.BoardAnswer, responses=NOT_MODIFIED)
def neighbours(
    game: w.Id,
    room: BoardId,
    username: str,
    parts: Parts,
    request: Request,
    identity: Somebody,
    radius: Annotated[w.Radius, Query()] = 5,
) -> Response:
    """List a player with up to `radius` entries above and below; 404 if not on the board."""
    snapshot = read_board(
        parts, room_stream(game, room), Neighbours(username, radius), rebuild=bool(identity)
    )
    return _answer(_found(snapshot), request)


@router.get("/players/{username}/steps", response_model=w.ExplanationAnswer)
def steps(
    game: w.Id,
    room: w.Id,
    username: w.Username,
    parts: Parts,
    _by: Operator,
    after: Annotated[w.Position, Query()] = 0,
) -> Response:
    """List the commits after position `after` that changed a player's points (operator)."""
    found = explain(parts.log, parts.games.get(game), room_stream(game, room), username, after)
    return Response(encode(found), media_type="application/json")


def _found(snapshot: BoardSnapshot) -> BoardSnapshot:
    if not snapshot.entries:
        raise Problem(404, "unknown_player", "nobody of that name is on the board")
    return snapshot


def _answer(snapshot: BoardSnapshot, request: Request) -> Response:
    return tagged(request, snapshot, same=replace(snapshot, as_of=None))
