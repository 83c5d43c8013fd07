"""A gateway on loopback, and clients of it that read and write bytes themselves."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import count
from socket import SO_RCVBUF, SO_SNDBUF, SOL_SOCKET, create_server, socket
from typing import Any

from msgspec.structs import replace

from functions.ws.gateway.limits import Limits
from functions.ws.gateway.serve import Gateway, serving
from shared.application.players.tickets import issue_ticket
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import ScheduleBattle
from shared.kernel.players import Identity
from shared.realtime.load_shedder import LEVELS, LoadShedder
from shared.realtime.websocket import CLOSE, PING, PONG
from tests.functions.api_gateway import BATTLE, QUESTIONS, RULES
from tests.gateway_host import GatewayApplication
from tests.loops import run
from tests.memory import START
from tests.realtime.peer import sent

type Frame = dict[str, Any]

SMALL = Limits(tick_seconds=0.05, drain_seconds=0.0, linger_seconds=0.15, first_ticket_seconds=3600)
"""No ticket comes into what a test looks at, however slow the machine; some ask for one."""
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
UPGRADE = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\n"
    f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\n"
)

_ids = count(1)


def told(story: Callable[[], Coroutine[Any, Any, None]], seconds: float = 240) -> None:
    """Run a story on the loop that production uses."""
    run(story(), seconds)


class Home:
    """A process of the gateway, as far as its players can tell."""

    def __init__(self, parts: GatewayApplication, gateway: Gateway, port: int) -> None:
        self.parts = parts
        self.host, self.service, self.server = gateway
        self.port = port
        self.peers: list[Peer] = []

    def url(self, name: str) -> str:
        return f"ws://127.0.0.1:{self.port}{self.path(name)}"

    def path(self, name: str) -> str:
        return f"/?ticket={issue_ticket(self.parts, Identity(f'p-{name}', name))}"

    async def call(self, receives: int = 0) -> Peer:
        """Connect, and say nothing yet; `receives` is the size of the peer's buffer in bytes."""
        wire = socket()
        wire.setblocking(False)
        if receives:
            wire.setsockopt(SOL_SOCKET, SO_RCVBUF, receives)
        await asyncio.get_running_loop().sock_connect(wire, ("127.0.0.1", self.port))
        ends = await asyncio.open_connection(sock=wire, limit=receives or 2**16)
        self.peers.append(Peer(*ends))
        return self.peers[-1]

    async def open(self, name: str, receives: int = 0) -> Peer:
        peer = await self.call(receives)
        await peer.upgrade(self.path(name))
        return peer

    async def player(self, name: str) -> Peer:
        """One who has joined the battle."""
        peer = await self.open(name)
        assert (await peer.ask("codebattle.join", room=BATTLE))["type"] == "done"
        return peer


@asynccontextmanager
async def home(
    parts: GatewayApplication | None = None, name: str = "a", sends: int = 0, **changed: Any
) -> AsyncIterator[Home]:
    """Serve a battle, at every load.

    `sends` is the size of the process's own buffers in bytes, `changed` are other limits.
    """
    if parts is None:
        parts = GatewayApplication()
        schedule(parts)
    listener = create_server(("127.0.0.1", 0))
    if sends:
        listener.setsockopt(SOL_SOCKET, SO_SNDBUF, sends)
    async with serving(parts, name, replace(SMALL, **changed), listener) as gateway:
        gateway.service.shedder = LoadShedder(LEVELS[:1])
        served = Home(parts, gateway, listener.getsockname()[1])
        try:
            yield served
        finally:
            for peer in served.peers:
                peer.writer.transport.abort()


def schedule(parts: GatewayApplication) -> None:
    ends_at = START.replace(hour=13)
    plan = ScheduleBattle(START, BATTLE, "A test", START, ends_at, QUESTIONS, RULES)
    parts.handle(CODE_BATTLE, plan, by="op", command_id="schedule")


def beside(other: Home, name: str = "b", **changed: Any) -> AbstractAsyncContextManager[Home]:
    """Serve from another process that has the same stores."""
    return home(GatewayApplication(beside=other.parts), name, **changed)


class Peer:
    """A socket, polite or not; `frames` are all objects that it received, `raw` their bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.frames: list[Frame] = []
        self.raw: list[bytes] = []
        self.code: int | None = None

    def send(self, data: bytes) -> None:
        if not self.writer.transport.is_closing():
            self.writer.write(data)

    def say(self, kind: str, frame_id: str = "", **fields: Any) -> str:
        frame_id = frame_id or f"c{next(_ids)}"
        self.send(sent(json.dumps({"type": kind, "id": frame_id, **fields})))
        return frame_id

    async def request(self, target: str, fields: str = UPGRADE) -> tuple[int, str]:
        """Return the status of the answer, and its head."""
        self.send(f"GET {target} HTTP/1.1\r\nHost: here\r\n{fields}\r\n".encode())
        return await self.answer()

    async def answer(self) -> tuple[int, str]:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        return int(head.split(" ")[1]), head

    async def upgrade(self, target: str) -> None:
        status, head = await self.request(target)
        assert status == 101, head

    async def read(self) -> tuple[int, bytes]:
        """Return the next WebSocket frame: its opcode and payload."""
        first, size = await self.reader.readexactly(2)
        if size >= 126:
            size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8))
        return first & 15, await self.reader.readexactly(size)

    async def next(self) -> Frame | None:
        """Return the next object; None when the socket is closed, and then `code` says why."""
        opcode, payload = PING, b""
        try:
            while opcode in {PING, PONG}:
                opcode, payload = await self.read()
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        if opcode == CLOSE:
            self.code = int.from_bytes(payload[:2])
            return None
        self.raw.append(payload)
        self.frames.append(json.loads(payload))
        return self.frames[-1]

    async def wait(self, look: Callable[[Frame], bool]) -> Frame:
        """Return the next object that is looked for."""
        while (frame := await self.next()) is not None:
            if look(frame):
                return frame
        raise AssertionError(self.code)

    async def ask(self, kind: str, **fields: Any) -> Frame:
        frame_id = self.say(kind, **fields)
        return await self.wait(lambda each: each.get("id") == frame_id)

    async def end(self) -> int | None:
        """Read until the socket is closed; return the code."""
        while await self.next() is not None:
            pass
        return self.code

    async def close(self) -> None:
        """Leave as the protocol wants it."""
        self.send(sent((1000).to_bytes(2), CLOSE))
        assert await self.end() == 1000
        self.writer.close()

    def offsets(self) -> list[int]:
        return [each["offset"] for each in self.frames if each["type"] == "message"]


async def eventually(look: Callable[[], bool]) -> None:
    """Return as soon as it is so; fail when it never is."""
    async with asyncio.timeout(120):
        while not look():  # noqa: ASYNC110 - what is looked at knows no events
            await asyncio.sleep(0.01)


async def serves(host: Home, name: str = "somebody-else") -> None:
    """A player is let in and answered: nobody else's conduct is their loss."""
    peer = await host.open(name)
    assert (await peer.ask("ping"))["type"] == "pong"
    await peer.close()
