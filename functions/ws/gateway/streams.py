"""The stream channels of this process: each message once, in order, whatever came to grief."""

from __future__ import annotations

from collections import deque
from functools import partial

from functions.ws.gateway.channel_requests import ChannelRequests
from functions.ws.gateway.host import Host
from functions.ws.gateway.player_socket import PlayerSocket
from shared.application.channels.channel_request import Request, subscribed_frame
from shared.application.channels.deliver import missed
from shared.application.channels.open_stream import Opening, open_stream
from shared.application.channels.ports import Listener
from shared.kernel.names import StreamChannel, match_channel, room_of, shown_by
from shared.kernel.viewer import Viewer
from shared.realtime import hub, websocket
from shared.realtime.perform import reply_to
from shared.realtime.stream_channels import StreamChannels
from shared.wire.feed import Told, feed_topic

MOST_IDLE = 50_000
"""Channels without a listener whose last messages are kept, for those who come back."""

PAUSE = 1.0
"""Seconds before the log is asked again that did not answer, or has not got it yet."""

HEARD_AFTER = 1.0
"""Seconds until a room that is followed is heard; a listener without trouble needs 0.02."""

CHECKED_AT_ONCE = 50
CHECK_SECONDS = 0.1
"""After the feed was lost 500 channels a second are compared with the log."""

type Missed = tuple[list[bytes], int]


class Streams:
    """A room is followed while somebody here has a channel of its own in it, and some time more.

    What was told between a reading of the log and the first moment of hearing is in the log, which
    is therefore asked again when the room is heard; until then nothing here is known to be whole.
    """

    def __init__(self, host: Host, requests: ChannelRequests, listener: Listener) -> None:
        self._host = host
        self._requests = requests
        self._parts = host.parts
        self._listener = listener
        self._channels: StreamChannels[PlayerSocket] = StreamChannels()
        self._doubted: deque[hub.StreamChannel[PlayerSocket]] = deque()
        self._doubt_again = False
        self._followed: set[str] = set()
        self._heard: set[str] = set()
        self._idle: set[str] = set()

    def subscribe(self, socket: PlayerSocket, request: Request, asked: StreamChannel) -> None:
        """Answer `subscribed` and what was missed, or an error.

        What was missed is sent from here if it is here: a crowd that comes back reads no log.
        """
        room = room_of(asked.stream)
        heard = room in self._heard
        channel = self._channels.get(request.channel) if heard else None
        mine = _is_seen_by(asked.viewer, request.identity.username)
        if mine and channel is not None and self._is_here(channel, request):
            offset = channel.position
            text = subscribed_frame(request, channel.epoch, offset, recovered=True)
            missing = channel.since(request.offset or 0) or []
            self._join(socket, channel, channel.epoch, offset, [websocket.frame(text), *missing])
        else:
            work = partial(open_stream, self._parts, request, asked)
            then = partial(self._opened, socket, request, room, heard)
            self._requests.later(socket, request.channel, work, then)

    def told(self, message: Told) -> None:
        """Deliver a message, from here or from another process."""
        if not message.text:
            self._look(message)
            return
        channel = self._channel(message.channel)
        if not channel.publish(message.epoch, message.position, websocket.frame(message.text)):
            self.repair(channel)

    def _look(self, message: Told) -> None:
        """A stream is known to be at a position: the log has what is not here."""
        for channel in self._channels.of(message.channel):
            if channel.position < message.position:
                channel.seen = max(channel.seen, message.position)
                self.repair(channel)

    def repair(self, channel: hub.StreamChannel[PlayerSocket]) -> None:
        """Read from the log what lies between, once for all who listen.

        Where nobody does, the channel is forgotten: it is not whole, and nobody waits for it.
        """
        if channel.repairing:
            return
        if not channel.members:
            self._channels.drop(channel)
            return
        channel.repairing = True
        after = min(channel.position, *channel.members.values())
        work = partial(missed, self._parts, _shown(channel), after)
        self._host.later(work, partial(self._repaired, channel, after, channel.seen))

    def doubt(self) -> None:
        """Messages may have been missed: look in the log, and trust nothing that nobody heard.

        While all are looked at, a repeat is kept for when that is done, once.
        """
        if self._doubted:
            self._doubt_again = True
            return
        self._channels.drop_unheard()
        self._doubted.extend(self._channels)
        self._check()

    def _check(self) -> None:
        for _ in range(min(CHECKED_AT_ONCE, len(self._doubted))):
            self.repair(self._doubted.popleft())
        if self._doubted:
            self._host.loop.call_later(CHECK_SECONDS, self._check)
        elif self._doubt_again:
            self._doubt_again = False
            self._host.loop.call_later(CHECK_SECONDS, self.doubt)

    def rest(self) -> None:
        """Follow no longer the rooms to which nobody has listened now and the last time."""
        idle = self._heard - {_room_of(each) for each in self._channels if each.members}
        over = idle & self._idle
        self._idle = idle - over
        self._heard -= over
        self._followed -= over
        for room in over:
            self._listener.unfollow(feed_topic(room))

    def _listen(self, room: str) -> None:
        if room not in self._followed:
            self._followed.add(room)
            self._listener.follow(feed_topic(room))
            self._host.loop.call_later(HEARD_AFTER, self._hear, room)

    def _hear(self, room: str) -> None:
        self._heard.add(room)
        checking = bool(self._doubted)
        self._doubted.extend(each for each in self._channels if _room_of(each) == room)
        if not checking:
            self._check()

    @staticmethod
    def _is_here(channel: hub.StreamChannel[PlayerSocket], request: Request) -> bool:
        offset = request.offset
        return (
            offset is not None
            and request.epoch == channel.epoch
            and 0 < channel.position == channel.seen >= offset
            and channel.since(offset) is not None
        )

    def _opened(
        self,
        socket: PlayerSocket,
        request: Request,
        room: str,
        heard: bool,
        result: Opening | Exception,
    ) -> None:
        """`heard` says whether the room was when the log was read."""
        if isinstance(result, Exception):
            socket.reply(reply_to(request.id, result, self._parts.on_fault))
            return
        if socket.transport is None:
            return
        self._listen(room)
        channel = self._channel(request.channel)
        frames = [websocket.frame(each) for each in (result.subscribed, *result.frames)]
        self._join(socket, channel, result.epoch, result.offset, frames)
        if not heard and room in self._heard:
            self.repair(channel)

    def _join(
        self,
        socket: PlayerSocket,
        channel: hub.StreamChannel[PlayerSocket],
        epoch: str,
        offset: int,
        frames: list[bytes],
    ) -> None:
        if socket.transport is None:
            return
        socket.send(frames)
        socket.channels[channel.name] = channel
        if not channel.join(socket, epoch, offset):
            self.repair(channel)

    def _repaired(
        self,
        channel: hub.StreamChannel[PlayerSocket],
        after: int,
        seen: int,
        result: Missed | Exception,
    ) -> None:
        channel.repairing = False
        if isinstance(result, Exception):
            self._parts.on_fault(result)
            self._host.loop.call_later(PAUSE, self.repair, channel)
            return
        frames = [websocket.frame(each) for each in result[0]]
        if channel.repair(channel.epoch, after, frames):
            return
        if after + len(frames) >= seen:  # somebody came, or more was told meanwhile
            self.repair(channel)
        else:  # what was told of is not in the log: it was never there, or is not yet
            self._host.loop.call_later(PAUSE, self.repair, channel)
            channel.seen = channel.position

    def _channel(self, name: str) -> hub.StreamChannel[PlayerSocket]:
        channel = self._channels.get(name)
        if channel is None:
            if len(self._channels) >= MOST_IDLE + len(self._host.sockets):
                self._channels.drop_unheard(max(1, self._channels.count_unheard() // 2))
            channel = self._channels.add(name)
        return channel


def _shown(channel: hub.StreamChannel[PlayerSocket]) -> StreamChannel:
    shown = match_channel(channel.name)
    assert isinstance(shown, StreamChannel)
    return shown


def _room_of(channel: hub.StreamChannel[PlayerSocket]) -> str:
    return room_of(shown_by(channel.name))


def _is_seen_by(viewer: Viewer, username: str) -> bool:
    """Whether a player may listen to a channel that is here: its stream has such a viewer."""
    return viewer.role == "spectator" or (viewer.username == username != "")
