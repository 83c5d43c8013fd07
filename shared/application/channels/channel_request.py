"""A request to subscribe, and the checks of its channel and room."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from shared.application.channels.ports import Ports
from shared.application.commands.load import load
from shared.kernel.facts import StreamState
from shared.kernel.game import Game
from shared.kernel.names import AccountChannel, Channel, StreamChannel, match_channel
from shared.kernel.players import Identity, is_operator
from shared.kernel.viewer import OPERATOR
from shared.wire.frames import Subscribed, encode_server

MOST_CHANNELS = 64
"""Maximum channels of one connection; a client needs some six of a room."""


class ChannelRefused(Exception):  # noqa: N818 - a fact: this channel is not for this player
    """The player may not have this channel; `code` is one of the protocol's error codes."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Request(Struct, frozen=True):
    """A request to subscribe: the player, the channel, and the offset that the client has."""

    id: str
    connection: str
    identity: Identity
    channel: str
    epoch: str
    offset: int | None
    now: datetime


def authorised(request: Request) -> Channel:
    """Return the requested channel.

    Raise ChannelRefused if its name alone forbids it to this player. Who may see a room's stream is
    checked later, from the stream's state.
    """
    identity = request.identity
    match channel := match_channel(request.channel):
        case None:
            raise ChannelRefused("unknown_channel", "there is no such channel")
        case StreamChannel(viewer=viewer) if viewer == OPERATOR and not is_operator(identity):
            raise ChannelRefused("not_allowed", "this stream is not shown to you")
        case StreamChannel(viewer=viewer) if viewer.username not in {"", identity.username}:
            raise ChannelRefused("not_allowed", "a private channel is its player's alone")
        case AccountChannel(player_id) if player_id != identity.player_id:
            raise ChannelRefused("not_allowed", "a private channel is its player's alone")
        case _:
            return channel


def check_count(many: int) -> None:
    """Raise ChannelRefused if a connection has too many channels to add another."""
    if many >= MOST_CHANNELS:
        message = f"at most {MOST_CHANNELS} channels at once: unsubscribe from others"
        raise ChannelRefused("too_many_channels", message)


def check_room(ports: Ports, room: str) -> Game:
    """Return the game of a room; raise ChannelRefused if nobody has opened the room."""
    game = ports.games.of(room)
    if game is None or known(ports, game, room).state is None:
        raise ChannelRefused("unknown_room", "there is no such room")
    return game


def known(ports: Ports, game: Game, stream: str) -> StreamState:
    """Return the cached state of a stream, however old, or read the stream."""
    return ports.cache.get(stream) or load(ports.log, ports.cache, game, stream)


def subscribed_frame(request: Request, epoch: str, offset: int, *, recovered: bool) -> bytes:
    """Return the frame `subscribed`.

    `offset` is the channel's after the messages that follow this frame.
    """
    return encode_server(Subscribed(request.id, request.channel, epoch, offset, recovered))
