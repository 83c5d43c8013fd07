"""All that happened in a room, stream by stream, for whoever plays it again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from shared.application.commands.ports import Log
from shared.kernel.facts import Commit
from shared.kernel.game import Game
from shared.kernel.names import PLAYER, is_wide, roster

READ_AT_ONCE = 500
"""Commits of a page."""


class RoomCommits(Struct, frozen=True):
    """A page; the next one begins `after` the position of `stream`, which is empty at the end."""

    commits: tuple[Commit, ...]
    stream: str = ""
    after: int = 0


def room_commits(log: Log, game: Game, room: str, stream: str = "", after: int = 0) -> RoomCommits:
    """Return commits of the room's own stream, then of its players' by name.

    What a room has beside, such as the streams of rival treasures, follows from these. In a wide
    room it does not, as nothing is written together: so its other streams come last.
    """
    streams = [room, *_others(log, game, room)]
    found: list[Commit] = []
    for each in streams[streams.index(stream) if stream in streams else 0 :]:
        begin = after if each == stream else 0
        some = list(islice(log.read(each, begin), READ_AT_ONCE - len(found)))
        found += some
        if len(found) == READ_AT_ONCE:
            return RoomCommits(tuple(found), each, found[-1].position)
    return RoomCommits(tuple(found))


def _others(log: Log, game: Game, room: str) -> Iterator[str]:
    yield from sorted(log.streams(roster(room)))
    kinds = game.timers.kinds if game.timers and is_wide(room) else ()
    for kind in kinds:
        if kind not in {"", PLAYER}:
            yield from sorted(log.streams(f"{room}/{kind}"))
