"""A client and a host with a network between them that does as it is told."""

from __future__ import annotations

import json
from contextlib import suppress
from itertools import count
from typing import Any

from client.channels import Event, StreamChannel
from client.core import Core
from client.frames import read, write
from shared.application.channels.deliver import DeliveryBusy, deliver
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle import commands as c
from shared.games.codebattle.streams import participant_stream
from shared.kernel.facts import Commit
from shared.kernel.viewer import Viewer
from shared.wire.stream_messages import commit_message
from tests.functions.api_gateway import BATTLE, ApiGateway, Frame, private

NAME = "ann"
STREAM = participant_stream(BATTLE, NAME)


class NetworkSim:
    """Ann's client, her host, and what is on its way from the one to the other."""

    def __init__(self, *, subscribed: bool) -> None:
        self.host = ApiGateway()
        self.host.open("op")
        ids = count(1)
        self.core = Core(lambda: f"k{next(ids)}", lambda: 0.0)
        self.events: list[Event] = []
        self.arriving: list[Frame] = []
        self._sockets = count(1)
        self._answers = count(1)
        self._had = 0
        self.socket = ""
        self.connect()
        self.core.ask("codebattle.join", self.now, room=BATTLE)
        self.settle()
        self.core.ask("subscribe", self.now, channel=private(NAME))
        if subscribed:
            self.settle()

    @property
    def now(self) -> float:
        return self.host.app.time.monotonic()

    def connect(self) -> None:
        """Another socket; what was on its way over the old one is lost."""
        self.core.lost()
        self.arriving.clear()
        self.socket = f"socket-{next(self._sockets)}"
        self._had = 0
        self.host.open(NAME, self.socket)
        self.core.opened(self.now)

    def cut(self) -> None:
        """The host finds out by itself that nobody is there any more."""
        self.host.cut(self.socket)
        self.connect()

    def commit(self, *, fast_path: bool = True) -> None:
        """Something happens to ann; without the fast path it waits for the guaranteed one."""
        number = next(self._answers)
        command: c.CodeBattleCommand = c.LeaveBattle(self.host.app.time.now, BATTLE, NAME)
        if number % 2 == 0:
            command = c.JoinBattle(self.host.app.time.now, BATTLE, NAME, f"p-{NAME}")
        self.host.app.fast_path = fast_path
        self.host.app.handle(CODE_BATTLE, command, by="p", command_id=f"event-{number}")
        self.host.app.fast_path = True
        self._collect()

    def deliver(self) -> None:
        """The guaranteed path comes by."""
        with suppress(DeliveryBusy):
            deliver(self.host.app, STREAM, sure=True)
        self._collect()

    def talk(self) -> None:
        """Time passes; what the client has to say reaches the host, which answers."""
        self.host.app.time.pass_seconds(1)
        self.core.tick(self.now)
        while self.core.outgoing:
            frame = self.core.outgoing.popleft()
            self.host.send_text(self.socket, json.dumps(frame), NAME)
        self._collect()

    def _collect(self) -> None:
        """What the host has posted is on its way."""
        frames = self.host.frames(self.socket)
        self.arriving += frames[self._had :]
        self._had = len(frames)

    def arrive(self, index: int = 0) -> None:
        """One of the frames on their way arrives."""
        if self.arriving:
            frame = self.arriving.pop(index % len(self.arriving))
            self.events += self.core.receive(read(write(frame)), self.now)

    def repeat(self, index: int) -> None:
        """A frame on its way will arrive twice."""
        if self.arriving:
            self.arriving.append(self.arriving[index % len(self.arriving)])

    def drop(self, index: int) -> None:
        """A frame on its way will not arrive."""
        if self.arriving:
            self.arriving.pop(index % len(self.arriving))

    def settle(self) -> None:
        """Fair network until nothing is left to be said."""
        for _ in range(40):
            self.talk()
            while self.arriving:
                self.arrive()

    def received(self) -> list[tuple[int, str, Any]]:
        """What the application saw of the channel, in order."""
        return [(each.offset, each.name, each.data) for each in self.events]

    def happened(self, after: int) -> list[tuple[int, str, Any]]:
        """What a client sees that misses nothing after a position."""
        return [told(commit) for commit in self.host.app.log.read(STREAM, after)]

    @property
    def channel(self) -> StreamChannel:
        channel = self.core.channels[private(NAME)]
        assert isinstance(channel, StreamChannel)
        return channel


def told(commit: Commit) -> tuple[int, str, Any]:
    plain = json.loads(commit_message(CODE_BATTLE, commit, "e", Viewer("owner", NAME)))
    return plain["offset"], plain["event"], plain["data"]
