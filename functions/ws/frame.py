"""Handles a frame in any function: the reply is the route's response, if the route has one."""

from __future__ import annotations

from base64 import b64decode
from typing import Any, Protocol

from msgspec.structs import replace

from shared.application.channels.ports import ConnectionGone
from shared.application.players import connect, ports
from shared.application.players.ports import SessionOver
from shared.realtime import dispatch, sessions
from shared.realtime.dispatch import perform, stay_present
from shared.realtime.replies import error_of
from shared.realtime.session import SUPERSEDED, Reader, Session, Step, judge, read
from shared.runtime.clock import monotonic
from shared.runtime.observability import about
from shared.runtime.spans import Subject, tell_span
from shared.wire.api_gateway import Event, identity_of
from shared.wire.commands import CommandFrame, name_of
from shared.wire.frames import (
    ClientFrame,
    Economy,
    Error,
    ServerFrame,
    Subscribe,
    encode_server,
    trace_in,
)
from shared.wire.read_frame import BadFrame

type Response = dict[str, Any]

NOTHING: Response = {"statusCode": 200}

DEFAULT, ECONOMY, SUBSCRIBE = "$default", "economy", "subscribe"

SILENT = {SUBSCRIBE}
"""Routes without a response: posts answer their frames, to keep them in order with messages."""


class Ports(dispatch.Ports, ports.Ports, Protocol):
    """The ports that the host needs."""

    @property
    def reader(self) -> Reader: ...
    def on_fault(self, fault: Exception) -> None: ...


def serve(ports: Ports, event: Event) -> Response:
    """Handle one frame; raise only faults that prevent even a reply.

    A frame with two types came by the wrong route and is refused. A response is empty only if the
    route has none, or the connection is closed.
    """
    with about(player=identity_of(event).username):
        return _serve(ports, event)


def _serve(ports: Ports, event: Event) -> Response:
    request, identity, now = event["requestContext"], identity_of(event), ports.clock()
    connection, route = request["connectionId"], request.get("routeKey", DEFAULT)
    frame = read(ports.reader, _text(event))
    good = not isinstance(frame, BadFrame)
    try:
        counted = sessions.count(ports, connection, identity, now, good=good)
    except SessionOver:
        ports.sockets.close(connection, SUPERSEDED.code, SUPERSEDED.reason)
        return NOTHING
    step = judge(Session(connection, identity), frame, counted)
    if step.frame is not None and route_of(step.frame) != route:
        step = replace(step, frame=None, replies=(_misled(step.frame),))
    wrote = _writes(ports, step)
    try:
        response = _act(ports, step, route)
    except ConnectionGone:
        connect.disconnect(ports, connection, wrote)
        return NOTHING
    connect.undo_late(ports, connection, wrote)
    return response


def route_of(frame: ClientFrame) -> str:
    """Return the key of the route that API Gateway chooses for a frame."""
    match frame:
        case Economy():
            return ECONOMY
        case Subscribe():
            return SUBSCRIBE
        case _:
            return DEFAULT


def _writes(ports: Ports, step: Step) -> list[str]:
    """Renew presence if it is time; return the channels to which the frame has written by then."""
    wrote = stay_present(ports, step.session, ports.clock(), ports.on_fault) if step.seen else []
    return [*wrote, step.frame.channel] if isinstance(step.frame, Subscribe) else wrote


def _act(ports: Ports, step: Step, route: str) -> Response:
    """Act on a step: a single reply is the response; replies that precede a close are posted."""
    replies = step.replies
    if step.frame is not None:
        reply = _perform(ports, step.session, step.frame)
        replies = replies if reply is None else (*replies, reply)
    if step.close is None and len(replies) == 1 and route not in SILENT:
        return {"statusCode": 200, "body": encode_server(replies[0]).decode()}
    for each in replies:
        ports.sockets.send(step.session.connection, encode_server(each))
    if step.close is not None:
        ports.sockets.close(step.session.connection, step.close.code, step.close.reason)
    return NOTHING


def _perform(ports: Ports, session: Session, frame: ClientFrame) -> ServerFrame | None:
    """Perform a frame; a command or an order is the root of a trace."""
    began = monotonic()
    reply = perform(ports, session, frame, ports.clock(), ports.on_fault)
    if isinstance(frame, CommandFrame | Economy):
        what, me = name_of(frame), session.identity
        room = f"{what.partition('.')[0]}/{frame.room}" if isinstance(frame, CommandFrame) else ""
        of = Subject(me.player_id, frame.id, trace_in(frame), room, me.username)
        tell_span(what, began, of, error=error_of(reply), is_root=True)
    return reply


def _misled(frame: ClientFrame) -> Error:
    return Error("bad_frame", "a frame has one type", frame.id)


def _text(event: Event) -> bytes | str:
    body = event.get("body") or ""
    return b64decode(body) if event.get("isBase64Encoded") else body
