"""Routes of rooms: the list, and each room as far as the caller may see it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from msgspec.json import encode
from msgspec.structs import replace

from functions.http.acting import Supporter
from functions.http.caller import OPERATOR, Caller, Operator, Parts, Somebody, refused
from functions.http.documents import content_of
from functions.http.errors import Problem
from shared.application.channels.viewers import eyes_of
from shared.application.commands.load import load
from shared.application.commands.room_commits import room_commits
from shared.application.commands.undo import undo_command
from shared.application.lifecycle.list_rooms import Cursor, Filter, RoomRow, list_rooms
from shared.kernel.game import Phase
from shared.kernel.games import Games
from shared.kernel.names import parse_stream, player_stream, room_stream
from shared.kernel.players import Identity
from shared.runtime.bootstrap import Application
from shared.wire import http as w
from shared.wire.stored import codec_of

REVERSER = OPERATOR.player_id
"""The sender of all operators' reversals: a commit is taken back once, by any of them."""


def router(games: Games) -> APIRouter:
    """Return the routes; their document has the views of all games."""
    routes = APIRouter(prefix="/v1/rooms/{game}", tags=["rooms"])
    routes.get("")(listed)
    views: dict[int | str, dict[str, Any]] = {
        200: {"content": content_of(*(view for game in games for view in game.views))}
    }
    routes.get("/{room}", responses=views, response_class=Response)(shown)
    routes.get("/{room}/players/{username}", responses=views, response_class=Response)(player)
    routes.get("/{room}/facts")(facts)
    routes.post("/{room}/reversals", status_code=201)(reverse)
    return routes


def listed(
    game: w.Id,
    parts: Parts,
    phase: Phase | None = None,
    since: w.Moment | None = None,
    until: w.Moment | None = None,
    after: Annotated[w.RoomCursor | None, Query()] = None,
    limit: Annotated[w.Limit, Query()] = 50,
) -> w.RoomsAnswer:
    """List rooms: running ones by end, scheduled ones by start, ended ones with the latest first.

    `since` and `until` bound the start of a scheduled room, and the end of any other.
    """
    now = parts.clock()
    place = Cursor.parse(after) if after else None
    wanted = Filter(phase, since, until)
    found, more = list_rooms(parts.views, parts.games.get(game), now, wanted, place, limit)
    rooms = [_row(each, each.phase(now)) for each in found]
    return w.RoomsAnswer.model_validate({"rooms": rooms, "after": more and str(more)})


def shown(request: Request, game: w.Id, room: w.Id, parts: Parts, identity: Somebody) -> Response:
    """Show a room, as far as the caller may see it."""
    return _view(request, parts, room_stream(game, room), identity, "unknown_room")


def player(
    request: Request,
    game: w.Id,
    room: w.Id,
    username: w.Username,
    parts: Parts,
    identity: Caller,
) -> Response:
    """Show a player of a room, as far as the caller may see it."""
    stream = player_stream(room_stream(game, room), username)
    return _view(request, parts, stream, identity, "unknown_player")


def facts(
    game: w.Id,
    room: w.Id,
    parts: Parts,
    _by: Operator,
    stream: Annotated[w.StreamId, Query()] = "",
    after: Annotated[w.Position, Query()] = 0,
) -> w.FactsAnswer:
    """List all facts of a room as they are stored, to replay them elsewhere (operator)."""
    page = room_commits(parts.log, parts.games.get(game), room_stream(game, room), stream, after)
    codec = codec_of(parts.games)
    commits = [codec.encode(replace(each, snapshot=None)) for each in page.commits]
    return w.FactsAnswer(commits=commits, stream=page.stream, after=page.after)


def reverse(
    game: w.Id, room: w.Id, body: w.ReversalBody, parts: Parts, by: Supporter
) -> w.DoneAnswer:
    """Undo a commit of a player's stream by adding a new fact (operator)."""
    rules = parts.games.get(game)
    stream = player_stream(room_stream(game, room), body.username)
    command_id = f"reverse/{body.position}/{body.username}"  # no player can make one with a slash
    with by.act("reverse", f"{stream} {body.position}", body.reason):
        now = parts.clock()
        command = undo_command(parts.log, rules, stream, body.position, body.reason, now)
        handled = parts.handle(rules, command, by=REVERSER, command_id=command_id)
    return w.DoneAnswer(type="done", id=command_id, **handled.outcome)


def _row(row: RoomRow, phase: Phase) -> dict[str, Any]:
    return {
        **row.shown,
        "room": parse_stream(row.room).room,
        "title": row.title,
        "phase": phase,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "start_announced": row.start_announced,
        "end_announced": row.end_announced_at is not None,
    }


def _view(
    request: Request, parts: Application, stream: str, identity: Identity | None, code: str
) -> Response:
    game = parts.games.of(stream)
    if game is None:
        raise Problem(404, "unknown_game", "there is no such game")
    stream_state = load(parts.log, parts.cache, game, stream)
    if stream_state.state is None:
        raise Problem(404, code, "nobody and nothing has that name")
    view = game.snapshot(stream_state.state, eyes_of(game, stream_state, identity), parts.clock())
    if view is None:
        raise refused(request, Problem(403, "not_allowed", "this is not shown to you"))
    return Response(encode(view), media_type="application/json")
