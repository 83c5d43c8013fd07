"""Subscribes a connection to a channel, and resumes it where it was."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from msgspec.json import decode

from shared.application.boards.ports import Standing
from shared.application.channels.channel_request import (
    ChannelRefused,
    Parts,
    Request,
    check_battle,
    message_frame,
    subscribed_frame,
)
from shared.application.channels.deliver import DeliveryBusy, claim, deliver, missed, release
from shared.application.channels.open_stream import open_stream
from shared.application.channels.pictures import Picture, Value, value_key
from shared.application.channels.ports import Subscriber
from shared.application.channels.tick import tick
from shared.application.parts import HasViews
from shared.application.ports import CacheUnavailable, Coordination, Queues
from shared.economy.channels import PLAYER, PlayerChannel
from shared.games.codebattle.channels import (
    BoardChannel,
    PresenceChannel,
    PrivateChannel,
    RankChannel,
    board_channel,
    is_presence,
    parse_channel,
)
from shared.games.codebattle.streams import participant_stream

PRESENT_FOR = timedelta(minutes=11)
"""A client keeps its connection alive every nine minutes: API Gateway ends it after ten."""

RANK_EVENT = "rank"


def subscribe(parts: Parts, request: Request) -> None:
    """Send `subscribed` and what was missed; raise ChannelRefused, or ConnectionGone."""
    match parse_channel(request.channel) or PLAYER.match(request.channel):
        case BoardChannel(battle) | PresenceChannel(battle):
            _subscribe_value(parts, request, battle)
        case PrivateChannel(battle, username):
            _subscribe_stream(parts, request, battle, username)
        case PlayerChannel(player_id):
            _subscribe_player(parts, request, player_id)
        case RankChannel(battle):
            _answer_rank(parts, request, battle)
        case _:
            raise ChannelRefused("unknown_channel", "there is no such channel")


def unsubscribe(parts: Parts, connection: str, username: str, channel: str) -> None:
    """Stop; for one that was not subscribed, whatever its name, nothing is done."""
    if parts.subscriptions.remove(channel, connection) and is_presence(channel):
        leave_presence(parts.coordination, parts.queues, channel, username)


def leave_presence(coordination: Coordination, queues: Queues, channel: str, username: str) -> None:
    """Take a player off a presence channel; without the disposable store it expires by itself."""
    with suppress(CacheUnavailable):
        coordination.mark_absent(channel, username)
        tick(coordination, queues, channel)


def stay_present(parts: Parts, connection: str, username: str, now: datetime) -> list[str]:
    """Renew the presence of a player on the channels that its connection listens to; return them.

    Without the disposable store nobody is present.
    """
    until = {username: now + PRESENT_FOR}
    channels = [each for each in parts.subscriptions.channels(connection) if is_presence(each)]
    with suppress(CacheUnavailable):
        for channel in channels:
            parts.coordination.mark_present(channel, until, now)
    return channels


def _subscribe_stream(parts: Parts, request: Request, battle: str, username: str) -> None:
    """Subscribe, then send, holding the channel's lease: nobody else's message comes between.

    What was committed meanwhile is delivered in the end. Without the lease a message may overtake
    `subscribed`, or come twice; clients know what to do with either.
    """
    stream = participant_stream(battle, username)
    lease = claim(parts.coordination, request.channel)
    try:
        opening = open_stream(parts, request, battle, username)
        subscriber = Subscriber(request.connection, username, opening.offset)
        parts.subscriptions.add(request.channel, subscriber)
        parts.sockets.send(request.connection, opening.subscribed)
        for frame in opening.frames:
            parts.sockets.send(request.connection, frame)
    finally:
        if lease is not None:
            release(parts.coordination, request.channel, lease)
    try:
        deliver(parts, stream, sure=True)
    except DeliveryBusy:
        # Who delivers now may have looked before this subscriber was there.
        for frame in missed(parts, stream, opening.offset)[0]:
            parts.sockets.send(request.connection, frame)


def _subscribe_player(parts: Parts, request: Request, player_id: str) -> None:
    """Nothing is sent of what was before: the ledger has it."""
    me = request.identity
    if player_id != me.player_id:
        raise ChannelRefused("not_allowed", "a private channel is its player's alone")
    parts.subscriptions.add(request.channel, Subscriber(request.connection, me.username, 0))
    _send(parts, request, "", 0, recovered=False)


def _answer_rank(parts: Parts, request: Request, battle: str) -> None:
    """Tell the player's place once: here each later message would be paid for."""
    check_battle(parts, battle)
    _send(parts, request, "", 0, recovered=False)
    with suppress(CacheUnavailable):
        standing = parts.leaderboard.rank(battle, request.identity.username)
        if standing is not None:
            picture = rank_picture(standing, parts.leaderboard.size(battle))
            frame = message_frame(request.channel, "", 0, RANK_EVENT, picture)
            parts.sockets.send(request.connection, frame)


def rank_picture(standing: Standing, size: int) -> dict[str, int]:
    """Return a player's place, its points, and how many are on the board."""
    return {"rank": standing.rank, "points": standing.points, "size": size}


def _subscribe_value(parts: Parts, request: Request, battle: str) -> None:
    """Subscribe first and send then, until what was sent is the latest: no version is missed."""
    check_battle(parts, battle)
    username = request.identity.username
    parts.subscriptions.add(request.channel, Subscriber(request.connection, username, 0))
    try:
        if is_presence(request.channel):
            until = {username: request.now + PRESENT_FOR}
            parts.coordination.mark_present(request.channel, until, request.now)
            tick(parts.coordination, parts.queues, request.channel)
        _send_latest(parts, request)
    except CacheUnavailable:
        _send_stored(parts, request, battle)


def _send_latest(parts: Parts, request: Request) -> None:
    value = _value(parts.coordination, request.channel)
    if value is None:
        _send(parts, request, "", 0, recovered=False)
        tick(parts.coordination, parts.queues, request.channel)
        return
    current = (value.epoch, value.version) == (request.epoch, request.offset)
    _send(parts, request, value.epoch, value.version, recovered=current)
    event = "presence" if is_presence(request.channel) else "board"
    sent = value if current else None
    while value is not None and value != sent:
        frame = message_frame(request.channel, value.epoch, value.version, event, value.picture)
        parts.sockets.send(request.connection, frame)
        sent, value = value, _value(parts.coordination, request.channel)


def _value(coordination: Coordination, channel: str) -> Value | None:
    held = coordination.get(value_key(channel))
    return None if held is None else decode(held, type=Value)


def _send_stored(parts: Parts, request: Request, battle: str) -> None:
    _send(parts, request, "", 0, recovered=False)
    frame = stored_board(parts, request.channel, battle)
    if frame is not None:
        parts.sockets.send(request.connection, frame)


def stored_board(parts: HasViews, channel: str, battle: str) -> bytes | None:
    """Return what is shown without the disposable store: a board's last picture, marked stale."""
    stored = parts.views.get("board", battle) if channel == board_channel(battle) else None
    if stored is None:
        return None
    return stale_frame(channel, {key: stored[key] for key in ("size", "rows")})


def stale_frame(channel: str, picture: Picture) -> bytes:
    """Return the message of a board that may have changed since; it has no version."""
    return message_frame(channel, "", 0, "board", picture | {"stale": True})


def _send(parts: Parts, request: Request, epoch: str, offset: int, *, recovered: bool) -> None:
    frame = subscribed_frame(request, epoch, offset, recovered=recovered)
    parts.sockets.send(request.connection, frame)
