"""Sends each player its own rank on a board, at intervals, and only when it has changed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import count

from msgspec import Struct

from functions.ws.gateway.channel_requests import ChannelRequests
from functions.ws.gateway.host import Host
from functions.ws.gateway.player_socket import PlayerSocket
from shared.application.boards.board import boards_of
from shared.application.boards.histogram import Histogram
from shared.application.boards.ports import Kept, RankedEntry, Standing
from shared.application.channels.channel_request import (
    Request,
    subscribed_frame,
)
from shared.application.channels.subscribe import RANK_EVENT, check_shown, rank_snapshot
from shared.application.ports import CacheUnavailable
from shared.kernel.names import ValueChannel
from shared.realtime import websocket
from shared.realtime.replies import reply_to
from shared.wire.frames import Message, encode_server

EXACT = 1_000
"""Ranks up to this one are sent at every change."""


class RankChannel:
    """The subscribers of a rank channel, and the rank that each was last sent."""

    __slots__ = ("known", "mark", "members", "name", "room")

    def __init__(self, name: str, room: str) -> None:
        self.name = name
        self.room = room
        self.mark = ""
        self.known: dict[str, Kept | None] = {}
        self.members: dict[PlayerSocket, RankedEntry | None] = {}

    def follow(self, standing: Standing, players: Sequence[str]) -> list[str]:
        """Note these players' current points; return the players whose points are unknown."""
        known, changed = (
            (self.known, standing.changed) if standing.changed is not None else ({}, {})
        )
        both = {**known, **changed}
        self.known = {each: both[each] for each in players if each in both}
        self.mark = standing.mark
        return [each for each in players if each not in both]

    def catch_up(self, socket: PlayerSocket) -> bool:
        """Do nothing: the next look sends what was missed."""
        self.members[socket] = None
        return True


class Found(Struct, frozen=True):
    """The ranks of some players, and the number of players on the board."""

    size: int
    entries: dict[str, RankedEntry]


def is_news(told: RankedEntry | None, entry: RankedEntry) -> bool:
    """Whether a player is sent its rank: beyond `EXACT` it must move by more than a hundredth.

    Otherwise each find by a leading player would notify hundreds of thousands.
    """
    if told is None or (told.points, told.columns) != (entry.points, entry.columns):
        return True
    moved = abs(told.rank - entry.rank)
    return moved > 0 and (entry.rank <= EXACT or moved * 100 > told.rank)


class Ranks:
    """The rank channels of this process: one look serves all players of a room.

    Looks are counted across all channels, so a returning player never gets an offset twice, even if
    nobody was subscribed meanwhile.
    """

    def __init__(self, host: Host, requests: ChannelRequests) -> None:
        self._host = host
        self._requests = requests
        self._parts = host.parts
        self._channels: dict[str, RankChannel] = {}
        self._looking: set[str] = set()
        self._versions = count(1)

    def subscribe(self, socket: PlayerSocket, request: Request, room: str) -> None:
        """Answer `subscribed` and the player's rank, if it has one."""
        work = partial(self._first_look, room, request.identity.username)
        then = partial(self._join, socket, request, room)
        self._requests.later(socket, request.channel, work, then)

    def tick(self) -> None:
        """Look up the ranks of all subscribers, and send the changed ones."""
        for name, channel in list(self._channels.items()):
            if not channel.members:
                del self._channels[name]
            elif name not in self._looking:
                self._looking.add(name)
                sessions = [each.session for each in channel.members]
                players = [each.identity.username for each in sessions if each]
                work = partial(self._look, channel, players)
                self._host.later(work, partial(self._looked, channel))

    def _first_look(self, room: str, username: str) -> Found:
        check_shown(self._parts, ValueChannel(room, "rank"))
        return self._asked(room, [username])

    def _look(self, channel: RankChannel, players: Sequence[str]) -> Found:
        """Look up ranks; where equals share a rank, one answer and a few points suffice."""
        board, room = self._parts.leaderboard, channel.room
        standing = board.standing(room, channel.mark)
        if standing is None:
            channel.mark = ""
            return self._asked(room, players)
        if unknown := channel.follow(standing, players):
            found = {each.member: each for each in board.ranks(room, unknown)}
            for each in unknown:
                entry = found.get(each)
                channel.known[each] = (entry.points, entry.columns) if entry else None
        histogram = Histogram(standing.counts, boards_of(self._parts.games)(room).order)
        entries = {
            who: RankedEntry(who, kept[0], histogram.rank(kept[0]), kept[1])
            for who, kept in channel.known.items()
            if kept is not None
        }
        return Found(histogram.size, entries)

    def _asked(self, room: str, players: Sequence[str]) -> Found:
        board = self._parts.leaderboard
        found = {each.member: each for each in board.ranks(room, players)}
        return Found(board.size(room), found)

    def _join(
        self, socket: PlayerSocket, request: Request, room: str, result: Found | Exception
    ) -> None:
        """Answer a subscription; without the cache there is no rank yet, which is no error."""
        if isinstance(result, Exception) and not isinstance(result, CacheUnavailable):
            socket.reply(reply_to(request.id, result, self._parts.on_fault))
            return
        if socket.transport is None:
            return
        name = request.channel
        channel = self._channels.setdefault(name, RankChannel(name, room))
        version = next(self._versions)
        text = subscribed_frame(request, self._host.name, version, recovered=False)
        socket.send([websocket.frame(text)])
        channel.members[socket] = None
        socket.channels[name] = channel
        if isinstance(result, Found):
            self._tell(channel, socket, result, version)

    def _looked(self, channel: RankChannel, result: Found | Exception) -> None:
        self._looking.discard(channel.name)
        if isinstance(result, Exception):
            self._parts.on_fault(result)
            return
        version = next(self._versions)
        for socket in channel.members:
            self._tell(channel, socket, result, version)

    def _tell(self, channel: RankChannel, socket: PlayerSocket, found: Found, version: int) -> None:
        session = socket.session
        entry = found.entries.get(session.identity.username) if session else None
        if entry is None or not is_news(channel.members[socket], entry):
            return
        snapshot = rank_snapshot(entry, found.size)
        text = encode_server(Message(channel.name, self._host.name, version, RANK_EVENT, snapshot))
        if socket.push(websocket.frame(text)):
            channel.members[socket] = entry
