"""The stream channels of this process: each message once and in order, despite failures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from functions.ws.gateway.channel_requests import ChannelRequests
from functions.ws.gateway.host import Host
from functions.ws.gateway.player_socket import PlayerSocket
from functions.ws.gateway.resync import Resync
from functions.ws.gateway.room_subscriptions import RoomSubscriptions
from shared.application.channels.channel_request import Request, subscribed_frame
from shared.application.channels.deliver import unsubscribed_frame
from shared.application.channels.missed import Frames, missing, until_hidden
from shared.application.channels.open_stream import Opening, open_stream
from shared.application.channels.ports import BusSubscriber
from shared.application.channels.viewers import may_look
from shared.kernel.names import StreamChannel, is_wide, match_channel, shown_by, unit_of
from shared.kernel.players import Identity
from shared.realtime import hub, websocket
from shared.realtime.replies import reply_to
from shared.realtime.stream_channels import StreamChannels
from shared.wire.bus import BusMessage, by_stream

MOST_IDLE = 50_000
"""Maximum channels kept without a subscriber, with their last messages, for returning clients."""

PAUSE = 1.0
"""Seconds before a retry, if the log does not answer or does not have a commit yet."""

type Missing = tuple[dict[str, Frames], int]


class Streams:
    """Delivers streams: subscribes to a room while it has subscribers here, and some time more.

    In a wide room each stream is subscribed to by itself.

    A message published after the log was read but before the subscription is active would be
    missed. So the log is read once more when the subscription is active; until then no channel here
    counts as complete.
    """

    def __init__(self, host: Host, requests: ChannelRequests, subscriber: BusSubscriber) -> None:
        self._host = host
        self._requests = requests
        self._parts = host.parts
        self._channels: StreamChannels[PlayerSocket] = StreamChannels()
        self._resync = Resync(host.loop, self._subscribed, self.repair)
        self.rooms = RoomSubscriptions(host.loop, subscriber, self._activated)

    def subscribe(self, socket: PlayerSocket, request: Request, asked: StreamChannel) -> None:
        """Answer `subscribed` and what was missed, or an error.

        The channel's name is already authorised. Missed frames come from this process if it has
        them, and if its state of the stream is as new and admits the player: so a returning crowd
        causes no reads of the log.
        """
        room = unit_of(asked.stream)
        active = self.rooms.is_active(room)
        channel = self._channels.get(request.channel) if active else None
        if (
            channel is not None
            and self._is_here(channel, request)
            and self._is_shown(asked, request.identity, channel.position)
        ):
            offset = channel.position
            text = subscribed_frame(request, channel.epoch, offset, recovered=True)
            missing = channel.since(request.offset or 0) or []
            self._join(socket, channel, channel.epoch, offset, [websocket.frame(text), *missing])
        else:
            work = partial(open_stream, self._parts, request, asked)
            then = partial(self._opened, socket, request, room, active)
            self._requests.later(socket, request.channel, work, then)

    def publish(self, messages: Sequence[BusMessage]) -> None:
        """Deliver messages, from here or from another process: all messages of a commit together.

        A channel without one is an operator's, or that of a viewer to whom the stream is no longer
        shown.
        """
        for stream, sent in by_stream(messages).items():
            for message in sent:
                if message.text:
                    self._publish(message)
            position = max([each.position for each in sent])
            self._parts.cache.moved(stream, position)
            self._look(stream, position)

    def _publish(self, message: BusMessage) -> None:
        channel = self._channel(message.channel)
        if message.position <= channel.position:
            return  # the bus brings back what was published here
        if not channel.publish(message.epoch, message.position, websocket.frame(message.text)):
            self.repair(channel)

    def _look(self, stream: str, position: int) -> None:
        """Note that a stream has reached a position: missing commits must be read from the log."""
        for channel in self._channels.of(stream):
            if channel.position < position:
                channel.seen = max(channel.seen, position)
                self.repair(channel)

    def repair(self, channel: hub.StreamChannel[PlayerSocket]) -> None:
        """Read the missing commits from the log, once for all subscribers.

        A channel without subscribers is forgotten: it is incomplete, and nobody waits for it.
        """
        if channel.repairing:
            return
        if not channel.members:
            self._channels.drop(channel)
            return
        channel.repairing = True
        after = min(channel.position, *channel.members.values())
        shown = _shown(channel)
        work = partial(missing, self._parts, shown.stream, {channel.name: shown.viewer}, after)
        self._host.later(work, partial(self._repaired, channel, after, channel.seen))

    def resync(self) -> None:
        """Compare all channels with the log, as messages may have been missed."""
        self._resync.mark_all_stale()

    def unsubscribe_idle(self) -> None:
        """Unsubscribe from rooms that had no subscribers now and at the last look."""
        self.rooms.unsubscribe_idle({_unit_of(each) for each in self._channels if each.members})

    def _subscribed(self) -> list[hub.StreamChannel[PlayerSocket]]:
        """Return the channels that have subscribers; forget the others."""
        self._channels.drop_idle()
        return list(self._channels)

    def _activated(self, unit: str) -> None:
        if is_wide(unit):
            self._resync.mark_stale(list(self._channels.of(unit)))
        else:
            self._resync.mark_stale([each for each in self._channels if _unit_of(each) == unit])

    @staticmethod
    def _is_here(channel: hub.StreamChannel[PlayerSocket], request: Request) -> bool:
        offset = request.offset
        return (
            offset is not None
            and request.epoch == channel.epoch
            and 0 < channel.position == channel.seen >= offset
            and channel.since(offset) is not None
        )

    def _is_shown(self, asked: StreamChannel, identity: Identity, position: int) -> bool:
        """Whether the audience at that position is known, and includes the player."""
        stream_state, game = self._parts.cache.get(asked.stream), self._parts.games.of(asked.stream)
        if stream_state is None or game is None or stream_state.position < position:
            return False
        return may_look(game, stream_state, identity, asked.viewer)

    def _opened(
        self,
        socket: PlayerSocket,
        request: Request,
        room: str,
        active: bool,
        result: Opening | Exception,
    ) -> None:
        """Answer with the opening.

        `active` says whether the subscription was active at the log's read.
        """
        if isinstance(result, Exception):
            socket.reply(reply_to(request.id, result, self._parts.on_fault))
            return
        if socket.transport is None:
            return
        self.rooms.subscribe(room)
        channel = self._channel(request.channel)
        frames = [websocket.frame(each) for each in (result.subscribed, *result.frames)]
        self._join(socket, channel, result.epoch, result.offset, frames)
        if not active and self.rooms.is_active(room):
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
        result: Missing | Exception,
    ) -> None:
        channel.repairing = False
        if isinstance(result, Exception):
            self._parts.on_fault(result)
            self._host.loop.call_later(PAUSE, self.repair, channel)
            return
        shown, over = until_hidden(result[0][channel.name])
        frames = [websocket.frame(each) for each in shown]
        if channel.repair(channel.epoch, after, frames):
            return
        if over:
            self._stop(channel, after + len(frames))
            return
        if after + len(frames) >= seen:  # a member joined, or more was published meanwhile
            self.repair(channel)
        else:  # a published commit is not in the log: never, or not yet
            self._host.loop.call_later(PAUSE, self.repair, channel)
            channel.seen = channel.position

    def _stop(self, channel: hub.StreamChannel[PlayerSocket], position: int) -> None:
        """Tell subscribers that their viewer no longer sees the stream from a position on."""
        for socket in channel.stop(position):
            socket.channels.pop(channel.name, None)
            socket.send([websocket.frame(unsubscribed_frame(channel.name))])
        if not channel.members:
            self._channels.drop(channel)
        elif channel.position < channel.seen and not any(each.slow for each in channel.members):
            self.repair(channel)

    def _channel(self, name: str) -> hub.StreamChannel[PlayerSocket]:
        channel = self._channels.get(name)
        if channel is None:
            if len(self._channels) >= MOST_IDLE + len(self._host.sockets):
                self._channels.drop_idle(max(1, self._channels.count_idle() // 2))
            channel = self._channels.add(name)
        return channel


def _shown(channel: hub.StreamChannel[PlayerSocket]) -> StreamChannel:
    shown = match_channel(channel.name)
    assert isinstance(shown, StreamChannel)
    return shown


def _unit_of(channel: hub.StreamChannel[PlayerSocket]) -> str:
    return unit_of(shown_by(channel.name))
