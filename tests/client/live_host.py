"""A whole Rumpus on loopback: the real session behind real sockets, the real HTTP API beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlparse
from uuid import UUID

import httpx
from msgspec.structs import replace
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from client import Rumpus
from functions.http.api import create_app
from functions.ws import connection, message
from shared.application.channels.ports import ConnectionGone
from shared.application.players.ports import EntryRefused
from shared.application.players.tickets import redeem_ticket
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import ScheduleBattle
from shared.kernel.players import Identity
from shared.runtime.once import once
from shared.wire.frames import Closing, ServerFrame, encode_server
from tests.functions.api_gateway import BATTLE, QUESTIONS, RULES, route_key
from tests.memory import START, MemoryStores


class LiveSockets:
    """Posts to sockets of an event loop from worker threads, as a host does."""

    def __init__(self) -> None:
        self.open: dict[str, ServerConnection] = {}
        self.loop = asyncio.get_running_loop()

    def send(self, connection: str, frame: bytes) -> None:
        socket = self.open.get(connection)
        if socket is None:
            raise ConnectionGone(connection)
        try:
            self._do(socket.send(frame, text=True))
        except ConnectionClosed:
            raise ConnectionGone(connection) from None

    def close(self, connection: str, code: int, reason: str) -> None:
        socket = self.open.get(connection)
        with suppress(ConnectionGone):
            self.send(connection, encode_server(Closing(code, reason)))
            if socket is not None:
                self._do(socket.close(code, reason))

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self.loop).result(60)


class LiveApplication(MemoryStores):
    @once
    def sockets(self) -> LiveSockets:
        return LiveSockets()


class LiveHost:
    """Serves sockets as API Gateway does; `silent` swallows answers as a dying function does.

    `lost` are upgrades that are not answered in time. An answer takes `slowness()` seconds.
    """

    def __init__(self) -> None:
        self.app = LiveApplication()
        self.sockets = self.app.sockets
        self.silent = 0
        self.lost = 0
        self.slowness: Callable[[], float] = float
        self._ids = count(1)
        self._identities: dict[UUID, Identity] = {}

    async def admit(self, socket: ServerConnection, request: Request) -> Response | None:
        (ticket,) = parse_qs(urlparse(request.path).query).get("ticket", [""])
        try:
            self._identities[socket.id] = redeem_ticket(self.app, ticket)
        except EntryRefused:
            return socket.respond(HTTPStatus.UNAUTHORIZED, "Unauthorized")
        if self.lost:
            self.lost -= 1
            return socket.respond(HTTPStatus.GATEWAY_TIMEOUT, "Gateway Timeout")
        return None

    async def talk(self, socket: ServerConnection) -> None:
        identity = self._identities[socket.id]
        name = f"socket-{next(self._ids)}"
        await asyncio.to_thread(connection.serve, self.app, event(name, identity, "CONNECT"))
        self.sockets.open[name] = socket
        try:
            async for text in socket:
                body = event(name, identity, "MESSAGE", text)
                response = await asyncio.to_thread(message.serve, self.app, body)
                if self.silent:
                    self.silent -= 1
                elif "body" in response:
                    await asyncio.sleep(self.slowness())
                    await socket.send(response["body"])
        except ConnectionClosed:
            pass
        finally:
            del self.sockets.open[name]
        await asyncio.to_thread(connection.serve, self.app, event(name, identity, "DISCONNECT"))

    def cut(self, username: str | None = None) -> None:
        """Cut all wires, or a player's, without a WebSocket close."""
        for socket in list(self.sockets.open.values()):
            if username in {None, self._identities[socket.id].username}:
                socket.transport.abort()

    async def tell(self, frame: ServerFrame) -> int:
        """Send a frame to all who are connected; return how many they were."""
        names = list(self.sockets.open)
        for name in names:
            with suppress(ConnectionGone):
                await asyncio.to_thread(self.sockets.send, name, encode_server(frame))
        return len(names)

    @asynccontextmanager
    async def another_home(self) -> AsyncIterator[None]:
        """Send all who come from now on to another server, which has the same stores."""
        before = self.app.settings
        async with serve(self.talk, "127.0.0.1", 0, process_request=self.admit) as server:
            self.app.settings = replace(
                self.app.settings, ws_url=f"ws://127.0.0.1:{port(server)}/ws"
            )
            yield
            self.app.settings = before

    def client(self) -> Rumpus:
        return Rumpus("http://host", transport=httpx.ASGITransport(create_app(self.app)))


def event(name: str, identity: Identity, kind: str, body: str | bytes = "") -> Any:
    who = {"player_id": identity.player_id, "username": identity.username, "scopes": ""}
    context: dict[str, Any] = {"connectionId": name, "eventType": kind, "authorizer": who}
    if kind == "MESSAGE":
        context["routeKey"] = route_key(str(body))
    return {"requestContext": context, "body": body}


@asynccontextmanager
async def live_host(compression: str | None = "deflate") -> AsyncIterator[LiveHost]:
    """A host with a battle in it, which takes an offer to compress or declines it."""
    host = LiveHost()
    ends_at = START.replace(hour=13)
    plan = ScheduleBattle(START, BATTLE, "A test", START, ends_at, QUESTIONS, RULES)
    host.app.handle(CODE_BATTLE, plan, by="op", command_id="schedule")
    async with serve(
        host.talk, "127.0.0.1", 0, process_request=host.admit, compression=compression
    ) as server:
        host.app.settings = replace(host.app.settings, ws_url=f"ws://127.0.0.1:{port(server)}/ws")
        yield host


def port(server: Server) -> int:
    number: int = next(iter(server.sockets)).getsockname()[1]
    return number


async def eventually(look: Callable[[], bool], seconds: float = 180) -> None:
    """Return as soon as it is so; fail when it never is."""
    async with asyncio.timeout(seconds):
        while not look():  # noqa: ASYNC110 - what is looked at knows no events
            await asyncio.sleep(0.01)
