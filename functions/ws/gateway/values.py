"""The value channels of this process: boards and presence, read once a tick for all subscribers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from msgspec import Struct
from msgspec.json import Decoder

from functions.ws.gateway.channel_requests import ChannelRequests
from functions.ws.gateway.host import Host
from functions.ws.gateway.player_socket import PlayerSocket
from shared.application.channels.channel_request import Request, subscribed_frame
from shared.application.channels.presence import is_presence
from shared.application.channels.refresh_channel import refresh_channel, value_frame
from shared.application.channels.subscribe import (
    check_shown,
    stale_frame,
    stored_board,
)
from shared.application.channels.values import Value, value_key
from shared.application.ports import CacheUnavailable
from shared.kernel.names import ValueChannel
from shared.realtime import hub, websocket
from shared.realtime.replies import reply_to
from shared.realtime.websocket import Shared
from shared.wire.frames import encode_server

_read_value = Decoder(Value).decode

PRESENT_FOR = timedelta(seconds=20)
"""Time after which a player without a socket is absent; shorter interruptions stay invisible."""

RENEWED_EVERY = 10.0


class Look(Struct, frozen=True):
    """A version and its frames: the whole value, and the delta from the last version."""

    value: Value
    whole: Shared
    delta: Shared | None


class Values:
    """The value channels: the first process to look makes a version, and all others read it."""

    def __init__(self, host: Host, requests: ChannelRequests) -> None:
        self._host = host
        self._requests = requests
        self._parts = host.parts
        self._channels: dict[str, hub.ValueChannel[PlayerSocket]] = {}
        self._shown: dict[str, Value] = {}
        self._seen: dict[str, float] = {}
        self._looking: set[str] = set()
        self._renewed = host.now
        self._arriving: dict[str, set[str]] = {}

    def subscribe(self, socket: PlayerSocket, request: Request, channel: ValueChannel) -> None:
        """Answer `subscribed` and the latest version, or an error."""
        known = self._parts.cache.get(channel.room) is not None
        if known and request.channel in self._shown:
            self._join(socket, request, None)
        else:
            work = partial(self._first_look, channel, request.channel)
            then = partial(self._join, socket, request)
            self._requests.later(socket, request.channel, work, then)

    def left(self, channel: str, username: str) -> None:
        """Remove a player that unsubscribed from a presence channel."""
        if is_presence(channel):
            self._arriving.get(channel, set()).discard(username)
            work = partial(self._parts.coordination.mark_absent, channel, username)
            self._host.later(work, self._done)

    def tick(self, *, boards: bool, presence: bool) -> None:
        """Look at the subscribed values of some kinds; show the changed ones."""
        if self._host.now - self._renewed >= RENEWED_EVERY:
            self._renewed = self._host.now
            self._renew_presence()
        for name, players in self._arriving.items():
            self._mark_present(name, players)
        self._arriving.clear()
        for name, channel in list(self._channels.items()):
            if not channel.members:
                del self._channels[name]
                self._shown.pop(name, None)
                self._seen.pop(name, None)
            elif name not in self._looking and (presence if is_presence(name) else boards):
                self._looking.add(name)
                work = partial(self._look, name, self._shown.get(name))
                self._host.later(work, partial(self._looked, name))

    def _first_look(self, channel: ValueChannel, name: str) -> Look | bytes | None:
        """Return the first look; without the cache, the frame of the stored board."""
        check_shown(self._parts, channel)
        try:
            return self._look(name, None)
        except CacheUnavailable:
            stored = stored_board(self._parts, channel)
            return None if stored is None else websocket.frame(stored)

    def _look(self, name: str, last: Value | None) -> Look | None:
        """Return the latest version, or None if it equals `last`."""
        refresh_channel(self._parts, name)
        held = self._parts.coordination.get(value_key(name))
        value = None if held is None else _read_value(held)
        if value is None or (last and (value.epoch, value.version) == (last.epoch, last.version)):
            return None
        whole = websocket.shared(encode_server(value_frame(name, value, None)))
        if last is None or last.epoch != value.epoch:
            return Look(value, whole, None)
        delta = value_frame(name, value, last)
        return Look(
            value, whole, websocket.shared(encode_server(delta)) if delta.base is not None else None
        )

    def _looked(self, name: str, result: Look | Exception | None) -> None:
        self._looking.discard(name)
        if isinstance(result, Exception):
            self._parts.on_fault(result)
            if (
                self._host.now - self._seen.setdefault(name, self._host.now)
                >= self._host.limits.stale_seconds
            ):
                self._mark_stale(name)
            return
        self._seen[name] = self._host.now
        if result is not None:
            self._show(name, result)

    def _mark_stale(self, name: str) -> None:
        """Show a board once more, marked stale; the next look replaces it."""
        if name in self._shown and name in self._channels and not is_presence(name):
            snapshot = self._shown.pop(name).snapshot
            self._channels[name].show("", 0, websocket.shared(stale_frame(name, snapshot)), None)

    def _show(self, name: str, look: Look) -> None:
        channel = self._channels.setdefault(name, hub.ValueChannel(name))
        self._shown[name] = look.value
        channel.show(look.value.epoch, look.value.version, look.whole, look.delta)

    def _join(
        self, socket: PlayerSocket, request: Request, look: Look | bytes | Exception | None
    ) -> None:
        """Answer a subscription; a stored snapshot has no version: the next version replaces it."""
        if isinstance(look, Exception):
            socket.reply(reply_to(request.id, look, self._parts.on_fault))
            return
        if socket.transport is None:
            return
        name = request.channel
        if isinstance(look, Look) and name not in self._shown:
            self._show(name, look)
        channel = self._channels.setdefault(name, hub.ValueChannel(name))
        if is_presence(name) and socket not in channel.members:
            self._arriving.setdefault(name, set()).add(request.identity.username)
        socket.channels[name] = channel
        current = channel.join(socket, request.epoch, request.offset)
        text = subscribed_frame(request, channel.epoch, channel.version, recovered=current)
        socket.send([websocket.frame(text)])
        if isinstance(look, bytes):
            socket.push(look)
        channel.catch_up(socket)

    def _renew_presence(self) -> None:
        for name, channel in self._channels.items():
            if is_presence(name):
                sessions = [each.session for each in channel.members]
                self._mark_present(name, [each.identity.username for each in sessions if each])

    def _mark_present(self, channel: str, names: Iterable[str]) -> None:
        now = self._parts.clock()
        until = dict.fromkeys(names, now + PRESENT_FOR)
        work = partial(self._parts.coordination.mark_present, channel, until, now)
        self._host.later(work, self._done)

    def _done(self, result: Exception | None) -> None:
        if result is not None:
            self._parts.on_fault(result)
