"""Subscribes a connection to a channel, and resumes the channel at the client's offset."""

from __future__ import annotations

from contextlib import suppress

from msgspec.json import Decoder

from shared.application.boards.ports import RankedEntry
from shared.application.channels.channel_request import (
    ChannelRefused,
    Request,
    authorised,
    check_count,
    check_room,
    subscribed_frame,
)
from shared.application.channels.deliver import (
    DeliveryBusy,
    begin_turn,
    deliver,
    deliver_left,
    end_turn,
)
from shared.application.channels.missed import missing, until_hidden
from shared.application.channels.open_stream import Opening, open_stream
from shared.application.channels.ports import ConnectionGone, Ports, Subscriber
from shared.application.channels.presence import (
    PRESENT_FOR,
    is_presence,
    leave_presence,
)
from shared.application.channels.schedule_refresh import schedule_refresh
from shared.application.channels.values import Snapshot, Value, value_key
from shared.application.ports import CacheUnavailable, Coordination
from shared.kernel.names import (
    AccountChannel,
    StreamChannel,
    ValueChannel,
    value_channel,
)
from shared.wire.frames import Message, encode_server

_read_value = Decoder(Value).decode

RANK_EVENT = "rank"


def subscribe(ports: Ports, request: Request) -> None:
    """Send `subscribed` and what was missed; raise ChannelRefused or ConnectionGone.

    Concurrent frames of one connection may exceed its maximum of channels by a few.
    """
    channel = authorised(request)
    if isinstance(channel, ValueChannel) and channel.kind == "rank":
        _answer_rank(ports, request, channel.room)
        return
    others = set(ports.subscriptions.channels(request.connection)) - {request.channel}
    check_count(len(others))
    match channel:
        case StreamChannel() as channel:
            _subscribe_stream(ports, request, channel)
        case ValueChannel() as channel:
            _subscribe_value(ports, request, channel)
        case AccountChannel():
            _subscribe_account(ports, request)


def check_shown(ports: Ports, channel: ValueChannel) -> None:
    """Raise ChannelRefused unless the room is there and its game has such a value."""
    game = check_room(ports, channel.room)
    if not (game.presence if channel.kind == "presence" else game.board):
        raise ChannelRefused("unknown_channel", f"{game.name} has no {channel.kind}")


def unsubscribe(ports: Ports, connection: str, username: str, channel: str) -> None:
    """Unsubscribe a connection; do nothing if it was not subscribed, whatever the channel."""
    if ports.subscriptions.remove(channel, connection) and is_presence(channel):
        leave_presence(ports.coordination, ports.queues, channel, username)


def _subscribe_stream(ports: Ports, request: Request, channel: StreamChannel) -> None:
    """Subscribe, then send, holding the stream's lease, so that no other message comes between.

    Commits made meanwhile are delivered at the end, for other subscribers even if this one is
    refused. Without the lease a message may overtake `subscribed`, or come twice; clients can
    handle both.
    """
    stream = channel.stream
    try:
        opening = _open(ports, request, channel)
    except (ChannelRefused, ConnectionGone):
        deliver_left(ports, stream)
        raise
    try:
        deliver(ports, stream, sure=True)
    except DeliveryBusy:
        # The lease holder may have read the members before this subscriber was added.
        frames, _ = missing(ports, stream, {"": channel.viewer}, opening.offset)
        for frame in until_hidden(frames[""])[0]:
            ports.sockets.send(request.connection, frame)


def _open(ports: Ports, request: Request, channel: StreamChannel) -> Opening:
    turn = begin_turn(ports.coordination, channel.stream)
    try:
        opening = open_stream(ports, request, channel)
        ports.subscriptions.add(_subscriber(request, opening.offset))
        ports.sockets.send(request.connection, opening.subscribed)
        for frame in opening.frames:
            ports.sockets.send(request.connection, frame)
    finally:
        if turn is not None:
            end_turn(ports.coordination, channel.stream, turn.token)
    return opening


def _subscriber(request: Request, offset: int = 0) -> Subscriber:
    return Subscriber(request.channel, request.connection, request.identity.username, offset)


def _subscribe_account(ports: Ports, request: Request) -> None:
    """Subscribe without sending earlier changes: those are in the ledger."""
    ports.subscriptions.add(_subscriber(request))
    _send(ports, request, "", 0, recovered=False)


def _answer_rank(ports: Ports, request: Request, room: str) -> None:
    """Send the player's rank once, without updates: on this host each would cost money."""
    check_shown(ports, ValueChannel(room, "rank"))
    _send(ports, request, "", 0, recovered=False)
    with suppress(CacheUnavailable):
        entry = ports.leaderboard.rank(room, request.identity.username)
        if entry is not None:
            snapshot = rank_snapshot(entry, ports.leaderboard.size(room))
            frame = encode_server(Message(request.channel, "", 0, RANK_EVENT, snapshot))
            ports.sockets.send(request.connection, frame)


def rank_snapshot(entry: RankedEntry, size: int) -> Snapshot:
    """Return a player's rank, its points and columns, and the number of players on the board."""
    snapshot = {"rank": entry.rank, "points": entry.points, "size": size}
    return snapshot | {"columns": entry.columns} if entry.columns else snapshot


def _subscribe_value(ports: Ports, request: Request, channel: ValueChannel) -> None:
    """Subscribe first, then send until the latest version was sent: no version is missed."""
    check_shown(ports, channel)
    ports.subscriptions.add(_subscriber(request))
    try:
        if channel.kind == "presence":
            until = {request.identity.username: request.now + PRESENT_FOR}
            ports.coordination.mark_present(request.channel, until, request.now)
            schedule_refresh(ports.coordination, ports.queues, request.channel)
        _send_latest(ports, request, channel.kind)
    except CacheUnavailable:
        _send_stored(ports, request, channel)


def _send_latest(ports: Ports, request: Request, event: str) -> None:
    value = _value(ports.coordination, request.channel)
    if value is None:
        _send(ports, request, "", 0, recovered=False)
        schedule_refresh(ports.coordination, ports.queues, request.channel)
        return
    current = (value.epoch, value.version) == (request.epoch, request.offset)
    _send(ports, request, value.epoch, value.version, recovered=current)
    sent = value if current else None
    while value is not None and value != sent:
        frame = encode_server(
            Message(request.channel, value.epoch, value.version, event, value.snapshot)
        )
        ports.sockets.send(request.connection, frame)
        sent, value = value, _value(ports.coordination, request.channel)


def _value(coordination: Coordination, channel: str) -> Value | None:
    held = coordination.get(value_key(channel))
    return None if held is None else _read_value(held)


def _send_stored(ports: Ports, request: Request, channel: ValueChannel) -> None:
    _send(ports, request, "", 0, recovered=False)
    frame = stored_board(ports, channel)
    if frame is not None:
        ports.sockets.send(request.connection, frame)


def stored_board(ports: Ports, channel: ValueChannel) -> bytes | None:
    """Return what is shown without the cache: the board's last stored snapshot, marked stale."""
    stored = ports.views.get("board", channel.room) if channel.kind == "board" else None
    if stored is None:
        return None
    snapshot = {key: stored[key] for key in ("size", "rows")}
    return stale_frame(value_channel(channel.room, "board"), snapshot)


def stale_frame(channel: str, snapshot: Snapshot) -> bytes:
    """Return the message, without a version, of a stored board that may have changed since."""
    return encode_server(Message(channel, "", 0, "board", snapshot | {"stale": True}))


def _send(ports: Ports, request: Request, epoch: str, offset: int, *, recovered: bool) -> None:
    frame = subscribed_frame(request, epoch, offset, recovered=recovered)
    ports.sockets.send(request.connection, frame)
