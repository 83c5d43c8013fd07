"""Tracks a client's channels, without any I/O: drops repeats and notices gaps.

A tracker takes the messages of one channel in any order, and yields the application's events in
order. When it `wants` a subscription, the I/O around it sends `request()`, and sends it again if no
answer came in time.

The names of channels are written and read here and nowhere else in the library; see
docs/protocol.md.
"""

from __future__ import annotations

from typing import Literal

from client.events import HELD, Event
from client.notice_channel import NoticeChannel
from client.place_channel import PlaceChannel
from client.stream_channel import StreamChannel
from client.value_channel import ValueChannel

__all__ = [
    "HELD",
    "Channel",
    "Event",
    "Kind",
    "NoticeChannel",
    "PlaceChannel",
    "StreamChannel",
    "ValueChannel",
    "ValueKind",
    "account_channel",
    "kind_of",
    "own_channel",
    "room_channel",
    "tracker",
    "value_channel",
]

type Channel = StreamChannel | ValueChannel | NoticeChannel
type ValueKind = Literal["board", "presence", "rank"]
type Kind = Literal["stream", "account"] | ValueKind

VALUES: dict[str, ValueKind] = {"board": "board", "presence": "presence", "rank": "rank"}


def room_channel(room: str, username: str = "") -> str:
    """Name the channel of a room's stream, such as `highcard/t1`, as a player or spectator sees it.

    `room` is a full name, here and below.
    """
    return f"{room}@{username}" if username else room


def own_channel(room: str, username: str) -> str:
    """Name the channel of a player's stream in a room, as that player sees it."""
    return f"{room}/player/{username}@{username}"


def value_channel(room: str, kind: ValueKind) -> str:
    """Name the channel of a room's board or presence, or of one's own rank."""
    return f"{room}/{kind}"


def account_channel(player_id: str) -> str:
    """Name the channel that tells a player of its money and items."""
    return f"account/{player_id}"


def kind_of(name: str) -> Kind:
    """Return what a channel shows, by its name."""
    match name.split("/"):
        case ["account", _]:
            return "account"
        case [_, _, kind] if kind in VALUES:
            return VALUES[kind]
        case _:
            return "stream"


def tracker(name: str) -> Channel:
    """Return the tracker of a channel, whose kind is in its name."""
    match kind_of(name):
        case "account":
            return NoticeChannel(name)
        case "rank":
            return PlaceChannel(name)
        case "stream":
            return StreamChannel(name)
        case "board" | "presence":
            return ValueChannel(name)
