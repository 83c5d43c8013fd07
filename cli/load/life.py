"""Keeps a player of the crowd connected, as the client library does.

It comes back after a break, and moves when the host asks for it or the socket grows old: the old
socket is kept until the new one has taken over.
"""

from __future__ import annotations

import asyncio
from random import Random
from time import monotonic

from cli.load.entry import Entry
from cli.load.keep_alive import HttpFailed
from cli.load.player import Player
from cli.load.recorder import Recorder
from cli.load.sockets import ConnectFailed, Socket
from client.lines import LINGER
from client.timing import Moves, pause

TRIES = 8
"""Failures in a row after which a player gives up."""


class Life:
    """One player's sockets: the newest, and the older ones that it has moved away from."""

    def __init__(self, player: Player, entry: Entry, recorder: Recorder, chance: Random) -> None:
        self.player = player
        self._entry = entry
        self._recorder = recorder
        self._chance = chance
        self._moves = Moves(chance.random)
        self._newest: Socket | None = None
        self._older: list[tuple[Socket, float]] = []
        self._stirred = asyncio.Event()
        self._asked = False
        self._leaving = False
        self._done = False

    @property
    def connected(self) -> bool:
        return self._newest is not None and not self._newest.closed

    @property
    def away(self) -> bool:
        """Whether there is no socket, and another is tried for."""
        return not self.connected and not self._done

    @property
    def ended(self) -> bool:
        return not self.connected and all(socket.closed for socket, _ in self._older)

    async def run(self) -> None:
        """Be connected until it is over, or cannot be any more; nothing is answered after that."""
        failures = 0
        while not self._over() and failures < TRIES:
            after = 0.0
            try:
                await self._open()
            except (HttpFailed, ConnectFailed) as error:
                after = error.retry_after if isinstance(error, HttpFailed) else 0.0
                failures += 1
            else:
                failures = 0
                await self._hold()
            if not self._over():
                await asyncio.sleep(max(after, pause(failures + 1, self._chance.random())))
        self.player.requests.fail("no_answer")
        self._done = True

    def tick(self, now: float) -> None:
        """Look after the player; called about once a second."""
        self.player.tick(now)
        if self.player.moves_within is not None:
            self._moves.asked(self.player.moves_within, now)
            self.player.moves_within, self._asked = None, True
        if self._moves.due(now):
            self._stirred.set()
        for each in list(self._older):
            socket, kept_until = each
            if socket.closed or now >= kept_until or not self.player.awaits(socket.number):
                self._older.remove(each)
                socket.leave()

    def beat(self) -> None:
        """Send a heartbeat."""
        if self._newest is not None:
            self._newest.beat()

    def cut(self) -> None:
        """Break the connection, as a network does."""
        self._asked = False
        for each in self._sockets():
            each.cut()

    def leave(self) -> None:
        """Hang up for good."""
        self._leaving = True
        for each in self._sockets():
            each.leave()

    async def _open(self) -> None:
        socket = await self._entry.enter(self.player, self._stirred.set)
        self._newest, self._asked = socket, False
        self._moves.opened(monotonic())
        if self._leaving:
            socket.leave()
        else:
            socket.greet()

    async def _hold(self) -> None:
        """Return when the socket has ended, or the last of those that took its place."""
        while self.connected:
            await self._stirred.wait()
            self._stirred.clear()
            if self.connected and not self._over() and self._moves.due(monotonic()):
                await self._move()
        self._recorder.happened("left" if self._leaving else "disconnected")
        if self._asked and not self._leaving:
            self._recorder.happened("ended_before_moving")

    async def _move(self) -> None:
        older = self._newest
        self.player.moves(monotonic())
        try:
            await self._open()
        except (HttpFailed, ConnectFailed):
            self.player.stays()
            self._recorder.happened("tried_to_move")
            self._moves.failed(monotonic())
            return
        self._recorder.happened("moved")
        if older is not None:
            self._older.append((older, monotonic() + LINGER))

    def _sockets(self) -> list[Socket]:
        newest = [] if self._newest is None else [self._newest]
        return [*newest, *(socket for socket, _ in self._older)]

    def _over(self) -> bool:
        return self._leaving or self.player.over
