"""Who asks for which channel, and the frames that answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from msgspec import Struct
from msgspec.json import encode

from shared.application.commands.load import load
from shared.application.parts import (
    HasBoards,
    HasCoordination,
    HasLog,
    HasQueues,
    HasReap,
    HasSockets,
    HasSubscriptions,
    HasViews,
)
from shared.application.players.ports import Identity
from shared.games.codebattle.decider import CODE_BATTLE
from shared.games.codebattle.state import Battle
from shared.games.codebattle.streams import battle_stream


class ChannelRefused(Exception):  # noqa: N818 - a fact: this channel is not for this player
    """`code` is one of the protocol's error codes."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Parts(
    HasLog,
    HasSubscriptions,
    HasSockets,
    HasCoordination,
    HasQueues,
    HasViews,
    HasBoards,
    HasReap,
    Protocol,
):
    """What subscribing needs of the application."""


class Request(Struct, frozen=True):
    """Who subscribes to what, and what it has of it."""

    id: str
    connection: str
    identity: Identity
    channel: str
    epoch: str
    offset: int | None
    now: datetime


def check_battle(parts: Parts, battle: str) -> None:
    """Raise ChannelRefused for one that nobody has announced."""
    stream = battle_stream(battle)
    known = parts.cache.get(stream) or load(parts.log, parts.cache, CODE_BATTLE, stream)
    if not isinstance(known.state, Battle):
        raise ChannelRefused("unknown_battle", "there is no such battle")


def message_frame(channel: str, epoch: str, offset: int, event: str, data: Any) -> bytes:
    """Return a message of a channel, encoded."""
    message = {
        "type": "message",
        "channel": channel,
        "epoch": epoch,
        "offset": offset,
        "event": event,
        "data": data,
    }
    return encode(message)


def subscribed_frame(request: Request, epoch: str, offset: int, *, recovered: bool) -> bytes:
    """`offset` is where the channel goes on after the messages that follow this frame."""
    frame = {
        "type": "subscribed",
        "id": request.id,
        "channel": request.channel,
        "epoch": epoch,
        "offset": offset,
        "recovered": recovered,
    }
    return encode(frame)
