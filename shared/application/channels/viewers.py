"""Decides as which viewer somebody may look at a stream."""

from __future__ import annotations

from shared.kernel.facts import StreamState
from shared.kernel.game import Game
from shared.kernel.names import parse_stream, viewer_of
from shared.kernel.players import Identity, is_operator
from shared.kernel.viewer import OPERATOR, SPECTATOR, Audience, Viewer


def eyes_of(game: Game, stream_state: StreamState, identity: Identity | None) -> Viewer:
    """Return the viewer with the widest view that this caller may have of a stream."""
    if identity is None:
        return SPECTATOR
    if is_operator(identity):
        return OPERATOR
    viewer = viewer_of(parse_stream(stream_state.stream), identity.username)
    if may_look(game, stream_state, identity, viewer) or viewer.role == "player":
        return viewer
    return Viewer("player", identity.username)


def may_look(game: Game, stream_state: StreamState, identity: Identity, viewer: Viewer) -> bool:
    """Whether somebody may listen to a stream as this viewer.

    On a stream with an owner, the stream's state decides whether a username belongs to the player.
    """
    if not is_in(game.audience(stream_state.state), viewer):
        return False
    match viewer.role:
        case "operator":
            return is_operator(identity)
        case "spectator":
            return True
        case "player" | "owner":
            owner = game.owner(stream_state.state)
            return viewer.username == identity.username and owner in {None, identity.player_id}


def is_in(audience: Audience, viewer: Viewer) -> bool:
    """Whether an audience includes a viewer; it always includes operators."""
    match viewer.role:
        case "operator":
            return True
        case "spectator":
            return audience.public
        case "player" | "owner":
            return viewer.username in audience.players
