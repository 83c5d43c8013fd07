"""A server refuses early what it could not answer in time, and begins nothing for who has gone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from functions.http.bounded import ECONOMY, HEALTH, Bounded, Line, Message
from functions.http.guard import Guard
from tests.memory import MemoryApplication

PATIENT = 60.0


class Gated:
    """An app that answers when it is told to."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.answers = asyncio.Event()

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        body = (await receive())["body"]
        self.begun.append(scope["path"])
        if scope["path"] != HEALTH:
            await self.answers.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})


class Server:
    def __init__(self, app: Gated, at_once: int, in_line: int, seconds: float) -> None:
        others = Line(at_once, in_line, seconds)
        self.app = Bounded(app, others=others, economy=Line(1, 0, seconds))
        self.line = others
        transport = httpx.ASGITransport(guarded(self.app))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://server.invalid")

    def ask(self, path: str) -> asyncio.Task[httpx.Response]:
        return asyncio.create_task(self.client.post(path, content=path.encode()))


def guarded(app: Any) -> Guard:
    """Return the app as it stands in the server: behind what reads the body."""
    return Guard(app, MemoryApplication(), PATIENT)


async def until(look: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not look():  # noqa: ASYNC110 - what is looked at knows no events
            await asyncio.sleep(0)


def told(story: Callable[[Gated], Any]) -> None:
    async def run() -> None:
        await story(Gated())

    asyncio.run(run())


class TestBounded:
    def test_refuses_at_once_beyond_the_line(self) -> None:
        async def story(app: Gated) -> None:
            server = Server(app, 1, 1, PATIENT)
            first = server.ask("/first")
            await until(lambda: app.begun == ["/first"])
            second = server.ask("/second")
            await until(lambda: server.line._waiting == 1)
            refused = await server.ask("/third")
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
            assert refused.json()["error"]["code"] == "busy"
            assert app.begun == ["/first"]
            app.answers.set()
            assert [(await each).text for each in (first, second)] == ["/first", "/second"]

        told(story)

    def test_lets_nobody_wait_for_too_long(self) -> None:
        async def story(app: Gated) -> None:
            server = Server(app, 1, 9, 0.05)
            first = server.ask("/first")
            await until(lambda: app.begun == ["/first"])
            assert (await server.ask("/second")).status_code == 503
            app.answers.set()
            assert (await first).status_code == 200
            assert (await server.ask("/third")).status_code == 200

        told(story)

    def test_has_room_for_health_and_for_the_economy(self) -> None:
        async def story(app: Gated) -> None:
            server = Server(app, 1, 0, PATIENT)
            first = server.ask("/first")
            await until(lambda: app.begun == ["/first"])
            assert (await server.ask(HEALTH)).status_code == 200
            order = server.ask(f"{ECONOMY}/orders")
            await until(lambda: len(app.begun) == 3)
            assert (await server.ask(f"{ECONOMY}/orders")).status_code == 503
            app.answers.set()
            assert ((await first).status_code, (await order).status_code) == (200, 200)

        told(story)

    def test_begins_nothing_for_who_has_gone(self) -> None:
        async def story(app: Gated) -> None:
            server = Server(app, 1, 5, PATIENT)
            first = server.ask("/first")
            await until(lambda: app.begun == ["/first"])
            messages: asyncio.Queue[Message] = asyncio.Queue()
            messages.put_nowait({"type": "http.request", "body": b""})
            sent: list[Message] = []

            async def send(message: Message) -> None:
                sent.append(message)

            scope = {"type": "http", "path": "/gone"}
            gone = asyncio.create_task(server.app(scope, messages.get, send))
            await until(lambda: server.line._waiting == 1)
            messages.put_nowait({"type": "http.disconnect"})
            await gone
            third = server.ask("/third")
            app.answers.set()
            assert ((await first).status_code, (await third).status_code) == (200, 200)
            assert (app.begun, sent) == (["/first", "/third"], [])

        told(story)

    def test_has_a_body_of_many_pieces_whole(self) -> None:
        async def story(app: Gated) -> None:
            app.answers.set()
            pieces: list[Message] = [
                {"type": "http.request", "body": b"a", "more_body": True},
                {"type": "http.request", "body": b"b"},
            ]
            heard: list[bytes] = []

            async def echo(scope: Message, receive: Any, send: Any) -> None:
                del scope, send
                heard.append((await receive())["body"])

            async def receive() -> Message:
                return pieces.pop(0) if pieces else await asyncio.Future()

            async def send(message: Message) -> None:
                raise AssertionError(message)

            line = Line(1, 0, PATIENT)
            scope = {"type": "http", "path": "/", "headers": [(b"content-length", b"2")]}
            await guarded(Bounded(echo, others=line, economy=line))(scope, receive, send)
            assert heard == [b"ab"]

        told(story)
