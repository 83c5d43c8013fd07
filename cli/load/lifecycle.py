"""Keeps a player of the crowd connected, as the client library does, and counts what happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import monotonic

from msgspec import MsgspecError

from cli.load.context import RunContext
from cli.load.entry import Entry
from cli.load.player import Player
from cli.load.schedule import Action
from cli.load.sockets import Socket, open_socket
from client.channels import kind_of
from client.connection_manager import ConnectionManager
from client.errors import Closed
from client.frames import Frame, Message, read
from client.phases import Connected, Link, Moving, Over, Phase, Waiting

TRIES = 8
"""Failures in a row after which a player gives up."""

REPLIES = frozenset({"done", "accepted", "refused", "error", "subscribed", "unsubscribed", "pong"})
LEFT = Closed("the run is over")


class Lifecycle:
    """One player from its coming to its leaving."""

    def __init__(
        self,
        player: Player,
        entry: Entry,
        context: RunContext,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.player = player
        self.manager = ConnectionManager(
            player, clock, context.chance.random, self._changed, tries=TRIES
        )
        self._entry = entry
        self._recorder = context.recorder
        self._clock = clock

    @property
    def connected(self) -> bool:
        return self.manager.serving > 0

    @property
    def away(self) -> bool:
        """Whether there is no socket, and another is tried for."""
        return not self.connected and not isinstance(self.manager.phase, Over)

    async def run(self) -> None:
        """Be connected until it is over, or cannot be any more."""
        await self.manager.run(self)

    async def ticket_url(self) -> str:
        return await self._entry.ticket_url(self.player.account)

    async def connect(self, url: str, manager: ConnectionManager) -> None:
        compress = self._entry.compress
        opening = open_socket(url, lambda: Socket(self, manager, self._recorder), compress=compress)
        await self._entry.measured("connect", opening)

    def hear(self, number: int, payload: bytes | memoryview, size: int) -> None:
        """Take a frame of the server, which was `size` bytes on the wire."""
        try:
            frame = read(payload)
        except MsgspecError:
            self._recorder.heard("unreadable", size)
            self._recorder.happened("unreadable")
            return
        self._recorder.heard(measured_as(frame), size)
        if not isinstance(frame, Message):
            self._count(number, frame)
        self.manager.take(number, frame)

    def ended(self, number: int, code: int) -> None:
        """A socket is gone."""
        if number == self.manager.serving:
            self.player.interrupted("returns", self._clock())
        self.manager.ended(number, code, "")

    def do(self, action: Action) -> None:
        """Answer a question or attack, now or as soon as that is possible."""
        self.player.do(action, self._clock())
        self.manager.flush()

    def check(self, *, quiet: bool) -> None:
        """Compare the player's stream with the log; unless all is `quiet`, messages still come."""
        self.player.check(self._clock(), quiet=quiet)
        self.manager.flush()

    def beat(self) -> None:
        """Send a heartbeat."""
        for each in self._sockets():
            if each.number == self.manager.serving:
                each.beat()

    def cut(self) -> None:
        """Break the connection, as a network does: that is not the host's doing."""
        if isinstance(self.manager.phase, Connected):
            self.manager.phase = replace(self.manager.phase, asked=False)
        for each in self._sockets():
            each.cut()

    def leave(self) -> None:
        """Hang up for good."""
        self.manager.end(LEFT, Link("closed"))
        self.manager.hang_up()

    def _sockets(self) -> list[Socket]:
        return [each for each in self.manager.transports if isinstance(each, Socket)]

    def _count(self, number: int, frame: Frame) -> None:
        match frame.get("type"):
            case None:
                self._recorder.happened("gateway_error")
            case "closing":
                self._recorder.happened(f"closing_{frame['code']}")
            case "please_move" if number == self.manager.serving:
                self._recorder.happened("asked_to_move")

    def _changed(self, before: Phase, phase: Phase) -> None:
        match before:
            case Moving(older, since):
                self._moved(older, since, phase)
            case Connected() if not isinstance(phase, Moving):
                self._broke(before, phase)
            case _:
                pass

    def _moved(self, older: Connected, since: float, phase: Phase) -> None:
        match phase:
            case Connected(number) if number != older.number:
                self._recorder.happened("moved")
                self.player.interrupted("moves", since)
            case Connected():
                self._recorder.happened("tried_to_move")
            case Waiting():
                self._recorder.happened("tried_to_move")
                self._broke(older, phase)
            case _:
                self._broke(older, phase)

    def _broke(self, connected: Connected, phase: Phase) -> None:
        left = isinstance(phase, Over) and phase.error is LEFT
        self._recorder.happened("left" if left else "disconnected")
        if connected.asked and not left:
            self._recorder.happened("ended_before_moving")


def measured_as(frame: Message | Frame) -> str:
    """What a frame counts as in the budget of bytes."""
    if isinstance(frame, Message):
        kind = kind_of(frame.channel)
        return kind if kind != "board" or frame.base is None else "board_delta"
    kind = frame.get("type", "gateway_error")
    return "reply" if kind in REPLIES else kind
