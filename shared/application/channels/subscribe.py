"""Subscribes a connection to a channel, and resumes it where it was."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from msgspec.json import decode

from shared.application.boards.ports import RankedEntry
from shared.application.channels.channel_request import (
    ChannelRefused,
    Request,
    authorised,
    check_room,
    subscribed_frame,
)
from shared.application.channels.deliver import (
    DeliveryBusy,
    claim,
    deliver,
    deliver_left,
    release,
)
from shared.application.channels.missed import missed
from shared.application.channels.open_stream import Opening, open_stream
from shared.application.channels.ports import ConnectionGone, Ports, Subscriber
from shared.application.channels.schedule_refresh import schedule_refresh
from shared.application.channels.values import Snapshot, Value, value_key
from shared.application.ports import CacheUnavailable, Coordination, Queues
from shared.kernel.names import (
    AccountChannel,
    StreamChannel,
    ValueChannel,
    match_channel,
    value_channel,
)
from shared.wire.frames import Message, encode_server

PRESENT_FOR = timedelta(minutes=11)
"""A client keeps its connection alive every nine minutes: API Gateway ends it after ten."""

RANK_EVENT = "rank"


def subscribe(parts: Ports, request: Request) -> None:
    """Send `subscribed` and what was missed; raise ChannelRefused, or ConnectionGone."""
    match authorised(request):
        case StreamChannel() as channel:
            _subscribe_stream(parts, request, channel)
        case ValueChannel(room, "rank"):
            _answer_rank(parts, request, room)
        case ValueChannel() as channel:
            _subscribe_value(parts, request, channel)
        case AccountChannel():
            _subscribe_account(parts, request)


def check_shown(parts: Ports, channel: ValueChannel) -> None:
    """Raise ChannelRefused unless the room is there and its game has such a value."""
    game = check_room(parts, channel.room)
    if not (game.presence if channel.kind == "presence" else game.board):
        raise ChannelRefused("unknown_channel", f"{game.name} has no {channel.kind}")


def unsubscribe(parts: Ports, connection: str, username: str, channel: str) -> None:
    """Stop; for one that was not subscribed, whatever its name, nothing is done."""
    if parts.subscriptions.remove(channel, connection) and is_presence(channel):
        leave_presence(parts.coordination, parts.queues, channel, username)


def leave_presence(coordination: Coordination, queues: Queues, channel: str, username: str) -> None:
    """Take a player off a presence channel; without the cache it expires by itself."""
    with suppress(CacheUnavailable):
        coordination.mark_absent(channel, username)
        schedule_refresh(coordination, queues, channel)


def stay_present(parts: Ports, connection: str, username: str, now: datetime) -> list[str]:
    """Renew the presence of a player on the channels that its connection listens to; return them.

    Without the cache nobody is present.
    """
    until = {username: now + PRESENT_FOR}
    channels = [each for each in parts.subscriptions.channels(connection) if is_presence(each)]
    with suppress(CacheUnavailable):
        for channel in channels:
            parts.coordination.mark_present(channel, until, now)
    return channels


def is_presence(channel: str) -> bool:
    match match_channel(channel):
        case ValueChannel(_, "presence"):
            return True
        case _:
            return False


def _subscribe_stream(parts: Ports, request: Request, channel: StreamChannel) -> None:
    """Subscribe, then send, holding the stream's lease: nobody else's message comes between.

    What was committed meanwhile is delivered in the end, for others even if this one is refused.
    Without the lease a message may overtake `subscribed`, or come twice; clients know what to do
    with either.
    """
    stream = channel.stream
    try:
        opening = _open(parts, request, channel)
    except (ChannelRefused, ConnectionGone):
        deliver_left(parts, stream)
        raise
    try:
        deliver(parts, stream, sure=True)
    except DeliveryBusy:
        # Who delivers now may have looked before this subscriber was there.
        for frame in missed(parts, channel, opening.offset)[0]:
            parts.sockets.send(request.connection, frame)


def _open(parts: Ports, request: Request, channel: StreamChannel) -> Opening:
    lease = claim(parts.coordination, channel.stream)
    try:
        opening = open_stream(parts, request, channel)
        parts.subscriptions.add(_subscriber(request, opening.offset))
        parts.sockets.send(request.connection, opening.subscribed)
        for frame in opening.frames:
            parts.sockets.send(request.connection, frame)
    finally:
        if lease is not None:
            release(parts.coordination, channel.stream, lease)
    return opening


def _subscriber(request: Request, offset: int = 0) -> Subscriber:
    return Subscriber(request.channel, request.connection, request.identity.username, offset)


def _subscribe_account(parts: Ports, request: Request) -> None:
    """Nothing is sent of what was before: the ledger has it."""
    parts.subscriptions.add(_subscriber(request))
    _send(parts, request, "", 0, recovered=False)


def _answer_rank(parts: Ports, request: Request, room: str) -> None:
    """Tell the player's place once: here each later message would be paid for."""
    check_shown(parts, ValueChannel(room, "rank"))
    _send(parts, request, "", 0, recovered=False)
    with suppress(CacheUnavailable):
        entry = parts.leaderboard.rank(room, request.identity.username)
        if entry is not None:
            snapshot = rank_snapshot(entry, parts.leaderboard.size(room))
            frame = encode_server(Message(request.channel, "", 0, RANK_EVENT, snapshot))
            parts.sockets.send(request.connection, frame)


def rank_snapshot(entry: RankedEntry, size: int) -> Snapshot:
    """Return a player's place, its points and columns, and how many are on the board."""
    snapshot = {"rank": entry.rank, "points": entry.points, "size": size}
    return snapshot | {"columns": entry.columns} if entry.columns else snapshot


def _subscribe_value(parts: Ports, request: Request, channel: ValueChannel) -> None:
    """Subscribe first and send then, until what was sent is the latest: no version is missed."""
    check_shown(parts, channel)
    parts.subscriptions.add(_subscriber(request))
    try:
        if channel.kind == "presence":
            until = {request.identity.username: request.now + PRESENT_FOR}
            parts.coordination.mark_present(request.channel, until, request.now)
            schedule_refresh(parts.coordination, parts.queues, request.channel)
        _send_latest(parts, request, channel.kind)
    except CacheUnavailable:
        _send_stored(parts, request, channel)


def _send_latest(parts: Ports, request: Request, event: str) -> None:
    value = _value(parts.coordination, request.channel)
    if value is None:
        _send(parts, request, "", 0, recovered=False)
        schedule_refresh(parts.coordination, parts.queues, request.channel)
        return
    current = (value.epoch, value.version) == (request.epoch, request.offset)
    _send(parts, request, value.epoch, value.version, recovered=current)
    sent = value if current else None
    while value is not None and value != sent:
        frame = encode_server(
            Message(request.channel, value.epoch, value.version, event, value.snapshot)
        )
        parts.sockets.send(request.connection, frame)
        sent, value = value, _value(parts.coordination, request.channel)


def _value(coordination: Coordination, channel: str) -> Value | None:
    held = coordination.get(value_key(channel))
    return None if held is None else decode(held, type=Value)


def _send_stored(parts: Ports, request: Request, channel: ValueChannel) -> None:
    _send(parts, request, "", 0, recovered=False)
    frame = stored_board(parts, channel)
    if frame is not None:
        parts.sockets.send(request.connection, frame)


def stored_board(parts: Ports, channel: ValueChannel) -> bytes | None:
    """Return what is shown without the cache: a board's last snapshot, marked stale."""
    stored = parts.views.get("board", channel.room) if channel.kind == "board" else None
    if stored is None:
        return None
    snapshot = {key: stored[key] for key in ("size", "rows")}
    return stale_frame(value_channel(channel.room, "board"), snapshot)


def stale_frame(channel: str, snapshot: Snapshot) -> bytes:
    """Return the message of a board that may have changed since; it has no version."""
    return encode_server(Message(channel, "", 0, "board", snapshot | {"stale": True}))


def _send(parts: Ports, request: Request, epoch: str, offset: int, *, recovered: bool) -> None:
    frame = subscribed_frame(request, epoch, offset, recovered=recovered)
    parts.sockets.send(request.connection, frame)
