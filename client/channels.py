"""What a client knows of its channels, without any I/O: it drops repeats and notices gaps.

A tracker takes the frames of one channel, in whatever order they come, and yields what the
application shall see, in order. When it `wants` a subscription, the I/O around it sends
`request()`, and again whenever no answer came in time.
"""

from __future__ import annotations

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
    "tracker",
]

type Channel = StreamChannel | ValueChannel | NoticeChannel


def tracker(name: str) -> Channel:
    """Return the tracker of a channel; its kind is told by its name."""
    if name.startswith("private-player."):
        return NoticeChannel(name)
    if name.startswith("rank."):
        return PlaceChannel(name)
    return StreamChannel(name) if name.startswith("private-") else ValueChannel(name)
