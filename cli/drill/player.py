"""A player of a drill: the client library's core, with a socket in virtual time."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from random import Random
from typing import Any

from cli.drill.sockets import Wires
from cli.rehearse.loop import Loop
from client.channels import Channel, own_channel, value_channel
from client.core import Core
from client.events import Event
from client.frames import Frame, read, write
from client.requests import Request

TICK_SECONDS = 0.5
BACK_SECONDS = 1.0
"""Until a socket is opened again that was lost."""

OUTCOMES = frozenset({"done", "refused", "accepted"})

type Track = Callable[[str], Channel]


class PlayerCore(Core):
    """Notes when each request was answered, and how long it took."""

    def __init__(self, name: str, track: Track) -> None:
        ids = count(1)
        chance = Random(name)  # noqa: S311 - a player whose story can be told again
        super().__init__(lambda: f"{name}-{next(ids)}", chance.random, track)
        self.took: dict[str, float] = {}
        self.given_up: list[str] = []

    def answered(self, request: Request, frame: Frame, now: float) -> None:
        if request.of_socket:
            return
        self.took[request.frame["id"]] = now - request.began
        if frame["type"] not in OUTCOMES:
            self.given_up.append(request.frame["id"])


class Player:
    """`answers` are the frames that answer a command, by id; `events` what the library shows."""

    def __init__(self, name: str, room: str, loop: Loop, wires: Wires, core: PlayerCore) -> None:
        self.name, self.id = name, f"p-{name}"
        self.own = own_channel(room, name)
        self.board = value_channel(room, "board")
        self.core = core
        self.answers: dict[str, list[Frame]] = {}
        self.events: list[Event] = []
        self.asked: list[str] = []
        self._room, self._loop, self._wires = room, loop, wires
        self._connection = ""

    def start(self, until: float) -> None:
        """Come, join, and stay until that time."""
        self.core.listen(self.board)
        self._open()
        self._tick(until)
        self.do("join")

    def do(self, kind: str, **fields: Any) -> None:
        """Give a command."""
        game, _, battle = self._room.partition("/")
        asked = self.core.ask(f"{game}.{kind}", self._loop.now, room=battle, **fields)
        self.asked.append(asked)
        self._flush()

    def cut(self) -> None:
        """The wire is gone; the library opens another one."""
        self._wires.cut(self._connection)
        self._lost()

    def receive(self, connection: str, frame: bytes) -> None:
        """Take a frame of the server."""
        if connection != self._connection:
            return
        got = read(frame)
        if isinstance(got, dict) and got.get("id") in self.asked:
            self.answers.setdefault(got["id"], []).append(got)
            if got["id"] == self.asked[0]:
                self.core.listen(self.own)
        self.events += self.core.receive(got, self._loop.now)
        self._flush()

    def closed(self, connection: str) -> None:
        """The server has hung up."""
        if connection == self._connection:
            self._lost()

    def _open(self) -> None:
        def opened(connection: str) -> None:
            if self._connection:
                return
            self._connection = connection
            self.core.opened(self._loop.now)
            self._flush()

        if not self._connection:
            self._wires.open(self, opened, lambda: self._loop.after(BACK_SECONDS, self._open))

    def _lost(self) -> None:
        if self._connection:
            self._connection = ""
            self.core.lost()
            self._loop.after(BACK_SECONDS, self._open)

    def _tick(self, until: float) -> None:
        self.core.tick(self._loop.now)
        self._flush()
        if self._loop.now < until:
            self._loop.after(TICK_SECONDS, lambda: self._tick(until))

    def _flush(self) -> None:
        while self.core.outgoing and self._connection:
            self._wires.say(self._connection, write(self.core.outgoing.popleft()))
