"""The first frames for a subscriber of a stream channel: what it missed, or a snapshot."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from shared.application.channels.channel_request import (
    ChannelRefused,
    Request,
    check_room,
    subscribed_frame,
)
from shared.application.channels.missed import missed
from shared.application.channels.ports import Ports
from shared.application.channels.viewers import may_look
from shared.application.commands.load import load
from shared.kernel.facts import StreamState
from shared.kernel.game import Game
from shared.kernel.names import StreamChannel, room_of
from shared.wire.stream_messages import epoch_of, snapshot_message

RESUMED = 500
"""Maximum messages of a resume: they are posted one by one, some milliseconds each."""


class Opening(Struct, frozen=True):
    """The first frames for a subscriber of a stream channel, and the offset after them."""

    epoch: str
    offset: int
    subscribed: bytes
    frames: Sequence[bytes]


def open_stream(ports: Ports, request: Request, asked: StreamChannel) -> Opening:
    """Return what the viewer missed, or a snapshot; raise ChannelRefused."""
    game, stream_state = _stream(ports, asked.stream)
    if not may_look(game, stream_state, request.identity, asked.viewer):
        raise ChannelRefused("not_allowed", "this stream is not shown to you")
    epoch, last = epoch_of(stream_state), stream_state.position
    frames = None
    if request.epoch == epoch and _is_near(request.offset, last):
        frames = missed(ports, asked, request.offset or 0, last)
    recovered = frames is not None
    if frames is None:
        view = game.snapshot(stream_state.state, asked.viewer, request.now)
        if view is None:
            raise ChannelRefused("not_allowed", "this stream is not shown to you")
        frames = [snapshot_message(request.channel, epoch, last, view)]
    return Opening(epoch, last, subscribed_frame(request, epoch, last, recovered=recovered), frames)


def _stream(ports: Ports, stream: str) -> tuple[Game, StreamState]:
    """Return the current stream; raise ChannelRefused if it has no commits."""
    game = ports.games.of(stream)
    if game is None:
        raise ChannelRefused("unknown_room", "there is no such room")
    stream_state = load(ports.log, ports.cache, game, stream)
    if stream_state.state is None:
        check_room(ports, room_of(stream))
        raise ChannelRefused("unknown_channel", "there is nothing to listen to yet: join first")
    return game, stream_state


def _is_near(offset: int | None, last: int) -> bool:
    """Whether few enough messages were missed to send them all."""
    return offset is not None and 0 <= last - offset <= RESUMED
