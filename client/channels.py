"""What a client knows of its channels, without any I/O: it drops repeats and notices gaps.

A tracker takes the messages of one channel, in whatever order they come, and yields what the
application shall see, in order. When it `wants` a subscription, the I/O around it sends
`request()`, and again whenever no answer came in time.
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
    "NoticeChannel",
    "PlaceChannel",
    "StreamChannel",
    "ValueChannel",
    "board_channel",
    "kind_of",
    "participant_channel",
    "presence_channel",
    "tracker",
]

type Channel = StreamChannel | ValueChannel | NoticeChannel
type Kind = Literal["board", "presence", "private", "notices", "rank"]

KINDS: dict[str, Kind] = {
    "private-participant": "private",
    "private-player": "notices",
    "presence-battle": "presence",
    "rank": "rank",
}


def board_channel(battle: str) -> str:
    return f"battle.{battle}"


def presence_channel(battle: str) -> str:
    return f"presence-battle.{battle}"


def participant_channel(battle: str, username: str) -> str:
    """The private channel of one who has joined."""
    return f"private-participant.{battle}.{username}"


def kind_of(name: str) -> Kind:
    return KINDS.get(name.partition(".")[0], "board")


def tracker(name: str) -> Channel:
    """Return the tracker of a channel; its kind is told by its name."""
    match kind_of(name):
        case "notices":
            return NoticeChannel(name)
        case "rank":
            return PlaceChannel(name)
        case "private":
            return StreamChannel(name)
        case "board" | "presence":
            return ValueChannel(name)
