"""Subscribes a connection to a channel, and resumes it where it was (D6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

from msgspec import Struct
from msgspec.json import decode, encode

from shared.application.deliver import DeliveryBusy, deliver, missed
from shared.application.load import StreamCache, load
from shared.application.pictures import Value, value_key
from shared.application.ports import (
    CacheUnavailable,
    Coordination,
    Identity,
    Log,
    Queues,
    Sockets,
    Subscriber,
    Subscriptions,
    Views,
)
from shared.application.private_messages import epoch_of
from shared.application.tick import tick
from shared.domain.codebattle.channels import PRESENCE, parse_value_channel
from shared.domain.codebattle.decider import CODE_BATTLE
from shared.domain.codebattle.state import Battle, Participant
from shared.domain.codebattle.streams import battle_stream, participant_stream
from shared.domain.codebattle.view import participant_view

PRESENT_FOR = timedelta(minutes=11)
"""A client keeps its connection alive every nine minutes (D12)."""


class ChannelRefused(Exception):  # noqa: N818 - a fact: this channel is not for this player
    """`code` is one of the protocol's error codes."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Parts(Protocol):
    """What subscribing needs of the application."""

    @property
    def log(self) -> Log: ...
    @property
    def cache(self) -> StreamCache: ...
    @property
    def subscriptions(self) -> Subscriptions: ...
    @property
    def sockets(self) -> Sockets: ...
    @property
    def coordination(self) -> Coordination: ...
    @property
    def queues(self) -> Queues: ...
    @property
    def views(self) -> Views: ...
    @property
    def reap(self) -> Callable[[str], None]: ...


class Request(Struct, frozen=True):
    """Who subscribes to what, and what it has of it."""

    id: str
    connection: str
    identity: Identity
    channel: str
    epoch: str
    offset: int | None
    now: datetime


def subscribe(parts: Parts, request: Request) -> None:
    """Send `subscribed` and what was missed; raise ChannelRefused, or ConnectionGone."""
    if (value := parse_value_channel(request.channel)) is not None:
        _subscribe_value(parts, request, *value)
        return
    match request.channel.split("."):
        case ["private-participant", battle, username]:
            _subscribe_stream(parts, request, battle, username)
        case _:
            raise ChannelRefused("unknown_channel", "there is no such channel")


def unsubscribe(parts: Parts, connection: str, username: str, channel: str) -> None:
    """Stop; one that was not subscribed is no error."""
    parts.subscriptions.remove(channel, connection)
    if channel.startswith(PRESENCE):
        leave_presence(parts.coordination, parts.queues, channel, username)


def leave_presence(coordination: Coordination, queues: Queues, channel: str, username: str) -> None:
    """Take a player off a presence channel; without the disposable store it expires by itself."""
    try:
        coordination.mark_absent(channel, username)
        tick(coordination, queues, channel)
    except CacheUnavailable:
        return


def stay_present(
    coordination: Coordination, channels: tuple[str, ...], username: str, now: datetime
) -> None:
    """Renew the presence of a player whose client keeps its connection alive."""
    try:
        for channel in channels:
            coordination.mark_present(channel, {username: now + PRESENT_FOR}, now)
    except CacheUnavailable:
        return


def _subscribe_stream(parts: Parts, request: Request, battle: str, username: str) -> None:
    """Send first and subscribe then: what comes in between is delivered from the log."""
    stream = participant_stream(battle, username)
    folded = load(parts.log, parts.cache, CODE_BATTLE, stream)
    me = folded.state
    if not isinstance(me, Participant) or me.player_id != request.identity.player_id:
        raise ChannelRefused("not_allowed", "a private channel is its participant's alone")
    epoch, offset = epoch_of(me.joined_at), request.offset
    if request.epoch == epoch and offset is not None and offset <= folded.position:
        frames, last = missed(parts.log, stream, offset, epoch)
        _send(parts, request, epoch, last, recovered=True)
    else:
        last = folded.position
        _send(parts, request, epoch, last, recovered=False)
        snapshot = _message(request.channel, epoch, last, "snapshot", participant_view(me))
        frames = [encode(snapshot)]
    for frame in frames:
        parts.sockets.send(request.connection, frame)
    subscriber = Subscriber(request.connection, request.identity.username, last)
    parts.subscriptions.add(request.channel, subscriber)
    try:
        deliver(parts, stream, sure=True)
    except DeliveryBusy:
        # Who delivers now may not have seen this subscriber: what came since is sent twice rather
        # than never.
        for frame in missed(parts.log, stream, last, epoch)[0]:
            parts.sockets.send(request.connection, frame)


def _subscribe_value(parts: Parts, request: Request, kind: str, battle: str) -> None:
    """Subscribe first and send then, until what was sent is the latest: no version is missed."""
    folded = load(parts.log, parts.cache, CODE_BATTLE, battle_stream(battle))
    if not isinstance(folded.state, Battle):
        raise ChannelRefused("unknown_battle", "there is no such battle")
    username = request.identity.username
    parts.subscriptions.add(request.channel, Subscriber(request.connection, username, 0))
    try:
        if kind == PRESENCE:
            until = {username: request.now + PRESENT_FOR}
            parts.coordination.mark_present(request.channel, until, request.now)
            tick(parts.coordination, parts.queues, request.channel)
        _send_latest(parts, request, kind)
    except CacheUnavailable:
        _send_stored(parts, request, battle)


def _send_latest(parts: Parts, request: Request, kind: str) -> None:
    value = _value(parts.coordination, request.channel)
    if value is None:
        _send(parts, request, "", 0, recovered=False)
        tick(parts.coordination, parts.queues, request.channel)
        return
    current = (value.epoch, value.version) == (request.epoch, request.offset)
    _send(parts, request, value.epoch, value.version, recovered=current)
    event = "presence" if kind == PRESENCE else "board"
    sent = value if current else None
    while value is not None and value != sent:
        frame = _message(request.channel, value.epoch, value.version, event, value.picture)
        parts.sockets.send(request.connection, encode(frame))
        sent, value = value, _value(parts.coordination, request.channel)


def _value(coordination: Coordination, channel: str) -> Value | None:
    held = coordination.get(value_key(channel))
    return None if held is None else decode(held, type=Value)


def _send_stored(parts: Parts, request: Request, battle: str) -> None:
    """Without the disposable store, show the last picture of a board that was stored."""
    _send(parts, request, "", 0, recovered=False)
    stored = parts.views.get("board", battle)
    if stored is not None and request.channel.startswith("battle."):
        picture = {key: stored[key] for key in ("size", "rows")}
        frame = _message(request.channel, "", 0, "board", picture | {"stale": True})
        parts.sockets.send(request.connection, encode(frame))


def _message(channel: str, epoch: str, offset: int, event: str, data: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "channel": channel,
        "epoch": epoch,
        "offset": offset,
        "event": event,
        "data": data,
    }


def _send(parts: Parts, request: Request, epoch: str, offset: int, *, recovered: bool) -> None:
    """`offset` is where the channel goes on after the messages that follow this frame."""
    frame = {
        "type": "subscribed",
        "id": request.id,
        "channel": request.channel,
        "epoch": epoch,
        "offset": offset,
        "recovered": recovered,
    }
    parts.sockets.send(request.connection, encode(frame))
