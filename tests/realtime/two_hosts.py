"""A player that moves between sockets, and one that stays; a network that does as it is told."""

from __future__ import annotations

import asyncio
import json
from itertools import count
from typing import Any

from client.channels import Event, ValueChannel
from client.core import Core
from client.frames import read, write
from shared.adapters.memory.sockets import InMemorySockets
from shared.application.players.connect import supersede
from shared.application.players.ports import Connection
from shared.kernel.players import Identity
from tests.functions.api_gateway import BATTLE, ApiGateway, Frame, private

BOARD = f"codebattle/{BATTLE}/board"
PRESENCE = f"codebattle/{BATTLE}/presence"


class Wire:
    """What is on its way over one socket: `going` in order, `coming` as the network pleases."""

    def __init__(self, name: str, number: int) -> None:
        self.name = name
        self.number = number
        self.going: list[Frame] = []
        self.coming: list[Frame] = []
        self.had = 0


class Traveller:
    """A client of the sans-I/O core over as many sockets as it likes; the newest is the last."""

    def __init__(self, host: ApiGateway, name: str) -> None:
        ids = count(1)
        self.host = host
        self.name = name
        self.identity = Identity(f"p-{name}", name, ())
        self.core = Core(lambda: f"{name}-{next(ids)}", lambda: 0.0)
        self.newest = Wire("", 0)
        self.wires: list[Wire] = []
        self.events: list[Event] = []
        self.answers: dict[str, asyncio.Future[Frame]] = {}
        self._superseded: list[str] = []
        self._sockets = count(1)

    @property
    def connected(self) -> bool:
        return self.newest in self.wires

    @property
    def now(self) -> float:
        return self.host.app.time.monotonic()

    def open(self) -> None:
        """Connect beside what is open; the host ends the older socket when it gets to it."""
        app, name = self.host.app, f"{self.name}-socket-{next(self._sockets)}"
        app.sessions.open(name, app.clock())
        app.connections.open(Connection(name, self.identity, app.clock()))
        previous = app.logins.take_over(self.identity.player_id, name)
        self._superseded += [] if previous is None else [previous]
        self.newest = Wire(name, self.core.opened(self.now))
        self.wires.append(self.newest)

    def supersede(self) -> None:
        """The hosts of older sockets hear of the newest one."""
        while self._superseded:
            supersede(self.host.app, self._superseded.pop())

    def cut(self, index: int) -> None:
        """A socket breaks; the host is told so."""
        if self.wires:
            wire = self.wires.pop(index % len(self.wires))
            self.host.end(wire.name, self.name)
            self.core.lost(wire.number)
            self.core.tick(self.now)

    def part(self) -> None:
        """Hang up the older sockets of which nothing is expected."""
        for wire in [each for each in self.wires if each is not self.newest]:
            if not self.core.awaits(wire.number):
                self.cut(self.wires.index(wire))

    def talk(self) -> None:
        """The client writes what it has to say."""
        self.core.tick(self.now)
        while self.core.outgoing:
            self.newest.going.append(self.core.outgoing.popleft())

    def reach(self, index: int) -> None:
        """One frame of the client reaches the host, which answers."""
        wires = [wire for wire in self.wires if wire.going]
        if wires:
            wire = wires[index % len(wires)]
            frame = wire.going.pop(0)
            if wire.name not in self.host.app.sockets.closed:
                self.host.send_text(wire.name, json.dumps(frame), self.name)

    def collect(self) -> None:
        """What the host has posted is on its way; after a close nothing is."""
        for wire in self.wires:
            frames = self.host.frames(wire.name)
            wire.coming += frames[wire.had :]
            wire.had = len(frames)

    def arrive(self, index: int, *, early: bool = False) -> None:
        """A frame arrives on one of the sockets; a private message may overtake others."""
        wires = [wire for wire in self.wires if wire.coming]
        if wires:
            wire = wires[index % len(wires)]
            place = _message(wire, index) if early else 0
            frame = wire.coming.pop(place or 0)
            self.events += self.core.receive(read(write(frame)), self.now, wire.number)

    def upset(self, index: int, *, drop: bool) -> None:
        """A private message on its way arrives twice, or never."""
        for wire in self.wires:
            place = _message(wire, index)
            if place is not None:
                frame = wire.coming.pop(place) if drop else wire.coming[place]
                wire.coming += [] if drop else [frame]

    def heed(self) -> None:
        """The closes of the host arrive, behind all that was sent before them."""
        sockets: InMemorySockets = self.host.app.sockets
        for wire in list(self.wires):
            if wire.name in sockets.closed and not wire.coming:
                self.wires.remove(wire)
                self.core.lost(wire.number)
                self.core.tick(self.now)

    def ask(self, kind: str, loop: asyncio.AbstractEventLoop, **fields: str) -> None:
        answer: asyncio.Future[Frame] = loop.create_future()
        self.answers[self.core.ask(kind, self.now, answer, **fields)] = answer

    def seen(self, channel: str) -> list[tuple[int, str, Any]]:
        """What the application saw of a channel, in order."""
        return [
            (each.offset, each.name, each.data) for each in self.events if each.channel == channel
        ]

    def snapshot(self, channel: str) -> Any:
        tracker = self.core.channels[channel]
        assert isinstance(tracker, ValueChannel)
        return tracker.snapshot


def _message(wire: Wire, index: int) -> int | None:
    places = [at for at, each in enumerate(wire.coming) if each.get("channel") == private("ann")]
    places = [at for at in places if wire.coming[at]["type"] == "message"]
    return places[index % len(places)] if places else None
