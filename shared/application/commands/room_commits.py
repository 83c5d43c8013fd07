"""Pages through all commits of a room, stream by stream, so that a client can replay it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from shared.application.commands.ports import Log
from shared.kernel.facts import Commit
from shared.kernel.game import Game
from shared.kernel.names import PLAYER, is_wide, roster

READ_AT_ONCE = 500
"""Maximum commits in one page."""


class RoomCommits(Struct, frozen=True):
    """A page of commits.

    The next page begins `after` the position of `stream`, which is empty on the last page.
    """

    commits: tuple[Commit, ...]
    stream: str = ""
    after: int = 0


def room_commits(log: Log, game: Game, room: str, stream: str = "", after: int = 0) -> RoomCommits:
    """Return commits of the room's own stream, then those of its players' streams, by username.

    Other streams of a room, such as those of rival treasures, can be derived from these. In a wide
    room they can't, because no command writes two streams: there the other streams follow last.
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
