"""The route that shows any past moment of a stream."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from msgspec.json import encode

from functions.http.caller import Caller, Parts
from functions.http.errors import Problem
from shared.application.channels.viewers import eyes_of, may_look
from shared.application.commands.load import load
from shared.application.commands.replay import replay
from shared.kernel.facts import Commit, StreamState
from shared.kernel.game import Game
from shared.kernel.players import Identity
from shared.kernel.viewer import SPECTATOR, Viewer
from shared.runtime.bootstrap import Application
from shared.wire import http as w
from shared.wire.stream_messages import event_of

router = APIRouter(prefix="/v1/streams", tags=["replay"])

LAST_COMMITS = 100


@router.get("/{stream:path}", response_model=w.ReplayAnswer)
def replayed(
    stream: w.StreamId,
    parts: Parts,
    identity: Caller,
    position: Annotated[w.Position | None, Query()] = None,
    at: w.Moment | None = None,
) -> Response:
    """Show a stream as it was at a position or a time, as far as the caller may see it."""
    game = parts.games.of(stream)
    newest = load(parts.log, parts.cache, game, stream) if game else None
    if game is None or newest is None or newest.state is None:
        raise Problem(404, "unknown_stream", "there is no such stream")
    viewer = _viewer(game, newest, identity)
    now = position is None and at is None
    stream_state = newest if now else replay(parts.log, game, stream, position=position, at=at)
    return _answer(parts, game, stream_state, viewer)


def _viewer(game: Game, stream_state: StreamState, identity: Identity) -> Viewer:
    """Return the viewer as which the caller may look: at least a spectator of a public stream."""
    for viewer in (eyes_of(game, stream_state, identity), SPECTATOR):
        if may_look(game, stream_state, identity, viewer):
            return viewer
    raise Problem(403, "not_allowed", "a stream is shown to its audience and to operators")


def _answer(parts: Application, game: Game, stream_state: StreamState, viewer: Viewer) -> Response:
    view = (
        game.snapshot(stream_state.state, viewer, parts.clock())
        if stream_state.state is not None
        else None
    )
    first = max(0, stream_state.position - LAST_COMMITS)
    commits = parts.log.read(stream_state.stream, after=first, limit=stream_state.position - first)
    answer = {
        "stream": stream_state.stream,
        "position": stream_state.position,
        "state": view,
        "commits": [_commit(game, commit, viewer) for commit in commits],
    }
    return Response(encode(answer), media_type="application/json")


def _commit(game: Game, commit: Commit, viewer: Viewer) -> dict[str, Any]:
    """Return a commit; only operators see who sent its command, which may be another player."""
    event = event_of(game, commit, viewer)
    shown = {"position": commit.position, "at": commit.at, "event": event.name, "data": event}
    if viewer.role != "operator":
        return shown
    return shown | {"by": commit.by, "command_id": commit.command_id}
