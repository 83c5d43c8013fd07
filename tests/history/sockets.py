"""A player's sockets, one after the other and side by side, under the client library's core.

The core decides what is sent, repeated and shown; everything that passes is recorded.
"""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from dataclasses import dataclass
from random import Random

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from client.core import Core
from client.frames import read, write
from tests.e2e.driver import Frame, unique
from tests.history.record import Closed, Heard, Opened, Sent, Shown
from tests.history.recorder import Recorder

OPEN_SECONDS = 10.0
"""A host that is frozen is not waited for longer: another one may answer."""

TICK = 0.1
SLOWEST = 1.0
"""Seconds between two tries to connect, at most; players want to be back at once."""

TORN = 20
"""Bytes of a frame that are sent before the wire is cut."""


@dataclass
class Login:
    """Who opens sockets, and where: tickets are good on each of `homes`."""

    http: httpx.AsyncClient
    name: str
    token: str
    homes: dict[str, str]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


class Sockets:
    """Keeps a socket open on some home, as soon as one can be had."""

    def __init__(self, login: Login, recorder: Recorder, chance: Random) -> None:
        self.login = login
        self.core = Core(lambda: unique("s"), chance.random)
        self.wanted: set[str] = set()
        self._recorder = recorder
        self._chance = chance
        self._open: dict[int, ClientConnection] = {}
        self._newest = 0
        self.home = ""
        """Where the newest socket leads, or led."""
        self._reading: set[asyncio.Task[None]] = set()
        self._lock = asyncio.Lock()

    @property
    def newest(self) -> int:
        """The number of the newest socket, or 0 when it is not open."""
        return self._newest if self._newest in self._open else 0

    @property
    def older(self) -> list[int]:
        return [each for each in self._open if each != self._newest]

    async def keep(self) -> None:
        """Open what is closed, repeat what is due; runs until it is cancelled."""
        failures = 0
        while True:
            if not self.newest:
                failures = 0 if await self.open() else failures + 1
            self.core.tick(time.monotonic())
            for channel in self.wanted - self.core.channels.keys():
                self.core.ask("subscribe", time.monotonic(), channel=channel)
            await self.flush()
            await asyncio.sleep(min(SLOWEST, TICK * 2**failures) if failures else TICK)

    async def open(self, home: str = "") -> bool:
        """Open a socket and go on over it, beside an older one; say whether it could be done."""
        home = home or self._chance.choice(sorted(self.login.homes))
        async with self._lock:
            try:
                socket = await connect(
                    await self._url(home),
                    open_timeout=OPEN_SECONDS,
                    close_timeout=1,
                    ping_interval=None,
                    proxy=None,
                )
            except (OSError, httpx.HTTPError, WebSocketException):
                return False
            number = self.core.opened(time.monotonic())
            self._newest, self.home = number, home
            self._open[number] = socket
            self._recorder.write(Opened, self.login.name, number, home)
        task = asyncio.create_task(self._read(number, socket))
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)
        await self.flush()
        return True

    async def _url(self, home: str) -> str:
        answer = await self.login.http.post("/v1/tickets", headers=self.login.headers)
        answer.raise_for_status()
        return f"{self.login.homes[home]}?ticket={answer.json()['ticket']}"

    async def flush(self) -> None:
        """Send what the core wants to be sent."""
        while self.newest and self.core.outgoing:
            await self.send(self.newest, self.core.outgoing.popleft())

    async def send(self, number: int, frame: Frame) -> None:
        """Send over a socket; written down first, as what is cut off on its way may arrive."""
        if (socket := self._open.get(number)) is not None:
            self._recorder.write(Sent, self.login.name, number, frame)
            with suppress(ConnectionClosed):
                await socket.send(json.dumps(frame))

    async def ping_older(self) -> None:
        """API Gateway may learn only from a frame that the player has a newer login."""
        for number in self.older:
            await self.send(number, {"type": "ping", "id": unique("p")})

    def tear(self, number: int, frame: Frame) -> None:
        """Send the beginning of a frame and cut the wire, without a WebSocket close."""
        if (socket := self._open.get(number)) is not None:
            text = json.dumps(frame).encode()
            head = bytes([0x81, 0x80 | 126]) + len(text).to_bytes(2) + bytes(4)
            with suppress(RuntimeError):  # the other side is closing it
                socket.transport.write(head + text[:TORN])
            socket.transport.abort()

    async def close(self) -> None:
        """Hang up; what is closed by this is not in the history."""
        reading = tuple(self._reading)
        for each in reading:
            each.cancel()
        await asyncio.gather(*reading, return_exceptions=True)
        for socket in tuple(self._open.values()):
            await socket.close()

    async def _read(self, number: int, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            async for text in socket:
                self._take(number, json.loads(text))
                await self.flush()
        self._recorder.write(Closed, self.login.name, number)
        del self._open[number]
        self.core.lost(number)

    def _take(self, number: int, frame: Frame) -> None:
        self._recorder.write(Heard, self.login.name, number, frame)
        if frame.get("type") in {None, "closing", "please_move", "service", "ticket"}:
            return
        for event in self.core.receive(read(write(frame)), time.monotonic(), number):
            if event.name != "unavailable":
                told = (event.channel, event.offset, event.name, event.data)
                self._recorder.write(Shown, self.login.name, *told)
