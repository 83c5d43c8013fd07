"""The route on which players and operators send commands without a socket."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from functions.http.acting import Acting, need, why_of
from functions.http.caller import Caller, Parts
from functions.http.documents import request_body
from functions.http.errors import Problem
from functions.http.orders import RawBody
from shared.application.commands.handle_command import Handle
from shared.application.commands.ports import Deferred
from shared.application.lifecycle.project_room import project_rooms
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import OperatorCommand
from shared.kernel.game import Game
from shared.kernel.names import is_wide, room_stream
from shared.kernel.players import Identity, is_operator
from shared.kernel.trace import client_trace, of_client
from shared.runtime.bootstrap import Application
from shared.runtime.spans import Subject, span
from shared.wire.commands import CommandFrame, CommandFrames, name_of
from shared.wire.frames import Accepted, Done, encode_server
from shared.wire.http import AcceptedAnswer, DoneAnswer

ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {"model": AcceptedAnswer, "description": "The command waits in a queue."}
}


def router(frames: CommandFrames) -> APIRouter:
    """Return the route; its document has the frames of all commands."""
    routes = APIRouter(prefix="/v1", tags=["commands"])
    routes.post(
        "/commands",
        response_model=DoneAnswer,
        responses=ACCEPTED,
        openapi_extra=request_body(*frames.kinds),
    )(command)
    return routes


def command(parts: Parts, identity: Caller, body: RawBody, request: Request) -> Response:
    """Carry out one command. The body is the frame that a client would send over a socket."""
    frame = parts.command_reader.read(body)
    with (
        of_client(frame.trace or request.headers.get("traceparent", "")),
        span(
            name_of(frame),
            Subject(identity.player_id, frame.id, client_trace(), player=identity.username),
            is_root=True,
        ),
    ):
        return _carry_out(request, parts, identity, frame)


def _carry_out(
    request: Request, parts: Application, identity: Identity, frame: CommandFrame
) -> Response:
    kind = parts.frames.kind_of(frame).kind
    if issubclass(kind, OperatorCommand) != is_operator(identity):
        raise Problem(403, "not_allowed", "players send a game's commands, operators their own")
    if is_operator(identity):
        return _operate(parts, identity, frame, why_of(request))
    meant = parts.frames.intent(frame, identity, parts.clock())
    try:
        handle: Handle = request.app.state.handle
        handled = handle(meant.game, meant.command, by=meant.by, command_id=meant.command_id)
    except Deferred:
        return _answer(Accepted(frame.id), 202)
    return _answer(Done(frame.id, dict(handled.outcome)), 200)


def _operate(parts: Application, by: Identity, frame: CommandFrame, why: str) -> Response:
    """Carry out an admin's command, on the record; the lists show its effect at once."""
    need(by, "admin")
    with Acting(parts, by, why).act(name_of(frame), frame.room):
        meant = parts.frames.intent(frame, by, parts.clock())
        _check_width(parts, meant.game, frame.room)
        command_id = meant.command_id
        handled = parts.handle(meant.game, meant.command, by=meant.by, command_id=command_id)
    project_rooms(parts, handled.commits)
    return _answer(Done(frame.id, dict(handled.outcome)), 200)


def _check_width(parts: Application, game: Game, room: str) -> None:
    """Refuse a wide room if the game has no wide rooms or the stage's slots have no owners."""
    is_spread = game.log == "journal" and is_wide(room_stream(game.name, room))
    if is_spread and (not game.wide or parts.owners is None):
        raise CommandRefused("too_wide")


def _answer(frame: Accepted | Done, status: int) -> Response:
    return Response(encode_server(frame), status, media_type="application/json")
