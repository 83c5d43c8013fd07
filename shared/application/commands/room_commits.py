"""All that happened in a room, stream by stream, for whoever plays it again."""

from __future__ import annotations

from itertools import islice

from msgspec import Struct

from shared.application.commands.ports import Log
from shared.kernel.facts import Commit
from shared.kernel.names import roster

READ_AT_ONCE = 500
"""Commits of a page."""


class RoomCommits(Struct, frozen=True):
    """A page; the next one begins `after` the position of `stream`, which is empty at the end."""

    commits: tuple[Commit, ...]
    stream: str = ""
    after: int = 0


def room_commits(log: Log, room: str, stream: str = "", after: int = 0) -> RoomCommits:
    """Return commits of the room's own stream, then of its players' by name.

    What a room has beside, such as the streams of rival treasures, follows from these.
    """
    streams = [room, *sorted(log.streams(roster(room)))]
    found: list[Commit] = []
    for each in streams[streams.index(stream) if stream in streams else 0 :]:
        begin = after if each == stream else 0
        some = list(islice(log.read(each, begin), READ_AT_ONCE - len(found)))
        found += some
        if len(found) == READ_AT_ONCE:
            return RoomCommits(tuple(found), each, found[-1].position)
    return RoomCommits(tuple(found))
