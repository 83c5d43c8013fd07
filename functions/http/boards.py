"""Routes of the boards; a client that has the picture gets 304."""

from __future__ import annotations

from hashlib import blake2b
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from msgspec.structs import asdict

from functions.http.caller import Known, Parts
from functions.http.errors import Problem
from shared.application.boards.read_board import BoardPicture, read_around, read_rank, read_top
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
    return _answer(read_top(parts, battle, count, rebuild=known), request)


@router.get("/players/{username}", response_model=w.BoardAnswer, responses=NOT_MODIFIED)
def rank(battle: BoardId, username: str, parts: Parts, request: Request, known: Known) -> Response:
    """One player's standing; 404 for one that is not on the board."""
    return _answer(_found(read_rank(parts, battle, username, rebuild=known)), request)


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
    picture = read_around(parts, battle, username, radius, rebuild=known)
    return _answer(_found(picture), request)


def _found(picture: BoardPicture) -> BoardPicture:
    if not picture.standings:
        raise Problem(404, "unknown_participant", "nobody of that name is on the board")
    return picture


def _answer(picture: BoardPicture, request: Request) -> Response:
    """The tag is that of the standings: `as_of` moves on while nothing changes."""
    body = w.BoardAnswer.model_validate(
        asdict(picture) | {"standings": [asdict(each) for each in picture.standings]}
    )
    same = body.model_dump_json(exclude={"as_of"}).encode()
    tag = f'"{blake2b(same, digest_size=8).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "public, max-age=1"}
    held = request.headers.get("If-None-Match", "").split(",")
    if {each.strip().removeprefix("W/") for each in held} & {tag, "*"}:
        return Response(status_code=304, headers=headers)
    return Response(body.model_dump_json(), 200, headers, "application/json")
