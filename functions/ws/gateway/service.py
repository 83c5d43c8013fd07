"""Performs players' frames on this process, with the same protocol as on every host."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from msgspec import DecodeError
from msgspec.structs import replace

from functions.ws.gateway.channel_requests import Asked, ChannelRequests
from functions.ws.gateway.commands import Commands
from functions.ws.gateway.echoes import Echoes
from functions.ws.gateway.host import Host
from functions.ws.gateway.logins import Logins
from functions.ws.gateway.orders import Orders
from functions.ws.gateway.player_socket import PlayerSocket
from functions.ws.gateway.ranks import Ranks
from functions.ws.gateway.streams import Streams
from functions.ws.gateway.values import Values
from functions.ws.gateway.work_queue import WorkQueue
from shared.application.channels.channel_request import ChannelRefused, authorised, check_count
from shared.application.channels.ports import ConnectionGone
from shared.application.ports import Overloaded
from shared.kernel.names import AccountChannel, StreamChannel, ValueChannel
from shared.realtime import hub, websocket
from shared.realtime.dispatch import perform, request_of
from shared.realtime.load_shedder import (
    ALERTS_ONLY,
    POLLED_BOARDS,
    READ_ONLY,
    SLOW_BOARDS,
    Load,
    LoadShedder,
)
from shared.realtime.replies import overloaded, reply_to
from shared.realtime.session import Session
from shared.wire import frames as f
from shared.wire.bus import DirectMessage, decode_direct, decode_messages, host_topic
from shared.wire.commands import CommandFrame

SLOWER = 4
"""Ticks between two looks at a board while boards are slowed down."""

RANKS_EVERY = 5
"""Ticks between two looks at players' own ranks, most of which change with each answer."""

IDLE_EVERY = 60
"""Ticks between two searches for rooms without subscribers."""


class Service:
    """The services of one process for its players."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._parts = host.parts
        self.requests = ChannelRequests(host, self._listen)
        self._subscriber = self._parts.bus_subscriber(self._receive, self._lost)
        self.streams = Streams(host, self.requests, self._subscriber)
        self.values = Values(host, self.requests)
        self.ranks = Ranks(host, self.requests)
        self.logins = Logins(host)
        self.orders = Orders(host)
        self._wishes = WorkQueue(host, host.limits.wishes)
        self.shedder = LoadShedder()
        self._ticks = 0
        self._echoes = Echoes(self._parts.bus)
        publisher = replace(self._parts.gateway_publisher, bus=self._echoes)
        self.commands = Commands(host, self.streams.publish, publisher)

    def start(self) -> None:
        """Subscribe to direct messages to this host."""
        self._subscriber.subscribe(host_topic(self._host.name))
        self._subscriber.start()

    def stop(self) -> None:
        """Finish the accepted work."""
        self.commands.stop()
        self._subscriber.stop()

    def take(self, socket: PlayerSocket, session: Session, frame: f.ClientFrame) -> None:
        """Perform a frame."""
        match frame:
            case CommandFrame():
                if self.shedder.level.number < READ_ONLY:
                    self.commands.take(socket, session, frame)
                else:
                    socket.reply(overloaded(frame.id))
            case f.Subscribe() | f.Unsubscribe():
                self.requests.take(socket, frame)
            case f.Ping():
                socket.reply(f.Pong(frame.id))
            case f.Economy():
                self.orders.take(socket, session, frame)
            case f.Matchmaking():
                work = self._performing(session, frame)
                then = partial(self._performed, socket, frame.id)
                self._wishes.enter(work, then, lambda: socket.is_open)

    def tick(self, load: Load) -> None:
        """Show changed values, as often as the load allows; tell players of a new level."""
        if self.shedder.look(load, self._host.now):
            now = self.shedder.level
            for socket in self._host.sockets.values():
                socket.reply(f.Service(now.number, now.name))
        level = self.shedder.level.number
        self._ticks += 1
        boards = level < POLLED_BOARDS and (level < SLOW_BOARDS or self._ticks % SLOWER == 0)
        presence = level < ALERTS_ONLY
        self.values.tick(boards=boards, presence=presence)
        if level < SLOW_BOARDS and self._ticks % RANKS_EVERY == 0:
            self.ranks.tick()
        if self._ticks % IDLE_EVERY == 0:
            self.streams.unsubscribe_idle()
        self.logins.tick()

    def catch_up(self, socket: PlayerSocket) -> None:
        """Bring a socket up to date that takes frames again."""
        for channel in list(socket.channels.values()):
            if not channel.catch_up(socket) and isinstance(channel, hub.StreamChannel):
                self.streams.repair(channel)

    def gone(self, socket: PlayerSocket) -> None:
        """Forget a socket; its presence lapses unless the player returns."""
        for channel in socket.channels.values():
            channel.members.pop(socket, None)
        socket.channels.clear()
        if socket.externally_subscribed and socket.session is not None:
            work = partial(self._parts.subscriptions.remove_all, socket.session.connection)
            self._host.departures.enter(work, self._forgotten, lambda: True)

    def _forgotten(self, result: list[str] | Exception) -> None:
        if isinstance(result, Exception) and not isinstance(result, Overloaded):
            self._parts.on_fault(result)

    def _listen(self, socket: PlayerSocket, session: Session, frame: Asked) -> None:
        if isinstance(frame, f.Subscribe):
            self._subscribe(socket, session, frame)
        else:
            self._unsubscribe(socket, session, frame)

    def _subscribe(self, socket: PlayerSocket, session: Session, frame: f.Subscribe) -> None:
        request = request_of(session, frame, self._parts.clock())
        try:
            channel = authorised(request)
            if frame.channel not in socket.channels:
                check_count(len(socket.channels) + self.requests.under_way(socket))
        except ChannelRefused as refused:
            socket.reply(reply_to(frame.id, refused, self._parts.on_fault))
            return
        match channel:
            case StreamChannel():
                self.streams.subscribe(socket, request, channel)
            case ValueChannel(room, "rank"):
                self.ranks.subscribe(socket, request, room)
            case ValueChannel():
                self.values.subscribe(socket, request, channel)
            case AccountChannel():  # functions post to it, one connection at a time
                socket.externally_subscribed = True
                self._post(socket, session, frame)

    def _unsubscribe(self, socket: PlayerSocket, session: Session, frame: f.Unsubscribe) -> None:
        channel = socket.channels.pop(frame.channel, None)
        if channel is not None:
            channel.members.pop(socket, None)
            self.values.left(frame.channel, session.identity.username)
        elif socket.externally_subscribed:
            self._post(socket, session, frame)
            return
        socket.reply(f.Unsubscribed(frame.id, frame.channel))

    def _post(self, socket: PlayerSocket, session: Session, frame: Asked) -> None:
        then = partial(self._performed, socket, frame.id)
        self.requests.later(socket, frame.channel, self._performing(session, frame), then)

    def _performing(
        self, session: Session, frame: f.ClientFrame
    ) -> Callable[[], f.ServerFrame | None]:
        parts = self._parts
        return partial(perform, parts, session, frame, parts.clock(), parts.on_fault)

    def _performed(
        self, socket: PlayerSocket, frame_id: str, result: f.ServerFrame | Exception | None
    ) -> None:
        if isinstance(result, ConnectionGone):  # it has hung up meanwhile
            return
        if isinstance(result, Exception):
            result = reply_to(frame_id, result, self._parts.on_fault)
        if result is not None:
            socket.reply(result)

    # On the subscriber's thread

    def _receive(self, topic: str, message: bytes) -> None:
        soon = self._host.loop.call_soon_threadsafe
        try:
            if topic == host_topic(self._host.name):
                soon(self._deliver, decode_direct(message))
            elif not self._echoes.has(message):
                soon(self.streams.publish, decode_messages(message))
        except (DecodeError, RuntimeError) as fault:  # the loop may have ended
            self._parts.on_fault(fault)

    def _lost(self) -> None:
        with suppress(RuntimeError):
            self._host.loop.call_soon_threadsafe(self._resync)

    # On the loop

    def _resync(self) -> None:
        """Compare channels now, and again once all publishers have found the store again."""
        self.streams.resync()
        self._host.loop.call_later(self._host.limits.settle_seconds, self._settled)

    def _settled(self) -> None:
        """Also close sockets with newer logins of which this process could not be told."""
        self.streams.resync()
        self.logins.compare()

    def _deliver(self, message: DirectMessage) -> None:
        socket = self._host.sockets.get(message.connection)
        if message.code:
            self._host.end(message.connection, f.Closing(message.code, message.reason))
        elif socket is not None:
            socket.push(websocket.frame(message.frame))
