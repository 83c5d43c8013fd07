"""A server refuses early what it could not answer in time, and begins nothing for who has gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Event, get_ident
from typing import Any, cast

import httpx
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from functions.http.api import create_app
from functions.http.bounded import ECONOMY, HEALTH, Bounded, Lane, Line, bounded
from functions.http.guard import Guard, apart
from functions.http.routes import Routes
from shared.kernel.players import Identity
from tests.memory import MemoryApplication

PATIENT = 60.0
NOWHERE = "/nowhere"


class Gated:
    """Routes, and what answers all of them when it is told to."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.bodies: list[bytes] = []
        self.answers = Event()

    def find(self, scope: Scope) -> Gated | None:
        return None if scope["path"] == NOWHERE else self

    def respond(self, scope: Scope, body: bytes) -> Response:
        self.begun.append(scope["path"])
        self.bodies.append(body)
        if scope["path"] != HEALTH:
            assert self.answers.wait(60)
        return Response(body)


class Server:
    def __init__(self, routes: Gated, at_once: int, in_line: int, seconds: float) -> None:
        self.line = Line(at_once, in_line, seconds)
        self.app = Bounded(
            nowhere,
            cast("Routes", routes),
            others=Lane(self.line, at_once),
            economy=Lane(Line(1, 0, seconds), 1),
            health=Lane(Line(1, 0, seconds), 1),
        )
        transport = httpx.ASGITransport(guarded(self.app))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://server.invalid")

    def ask(self, path: str) -> asyncio.Task[httpx.Response]:
        return asyncio.create_task(self.client.post(path, content=path.encode()))


async def nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer what the routes do not, as the framework would."""
    await Response("nowhere", 404)(scope, receive, send)


def guarded(app: Any) -> Guard:
    """Return the app as it stands in the server: behind what reads the body."""
    return Guard(app, MemoryApplication(), PATIENT)


async def until(look: Callable[[], bool]) -> None:
    async with asyncio.timeout(120):
        while not look():  # noqa: ASYNC110 - what is looked at knows no events
            await asyncio.sleep(0)


def told(story: Callable[[Gated], Any]) -> None:
    async def run() -> None:
        gated = Gated()
        try:
            await story(gated)
        finally:
            gated.answers.set()

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
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
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
            assert (await server.ask(NOWHERE)).status_code == 404
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

    def test_has_no_place_for_who_went_before_the_body_was_whole(self) -> None:
        async def story(app: Gated) -> None:
            app.answers.set()
            server = Server(app, 1, 1, PATIENT)
            came = iter(
                (
                    {"type": "http.request", "body": b"a", "more_body": True},
                    {"type": "http.disconnect"},
                )
            )

            async def receive() -> Message:
                return next(came)

            async def send(_: Message) -> None:
                raise AssertionError("nobody is there")

            scope = {"type": "http", "path": "/", "headers": [(b"content-length", b"2")]}
            await guarded(server.app)(scope, receive, send)
            assert app.begun == []

        told(story)

    def test_has_a_body_of_many_pieces_whole(self) -> None:
        async def story(app: Gated) -> None:
            app.answers.set()
            pieces: list[Message] = [
                {"type": "http.request", "body": b"a", "more_body": True},
                {"type": "http.request", "body": b"b"},
            ]

            async def receive() -> Message:
                return pieces.pop(0) if pieces else await asyncio.Future()

            async def send(message: Message) -> None:
                del message

            server = Server(app, 1, 0, PATIENT)
            scope = {"type": "http", "path": "/", "headers": [(b"content-length", b"2")]}
            await guarded(server.app)(scope, receive, send)
            assert app.bodies == [b"ab"]

        told(story)


class TestRequest:
    def test_is_answered_whole_in_one_thread(self) -> None:
        parts, threads = MemoryApplication(), dict[str, int]()

        def noted[**P, T](name: str, call: Callable[P, T]) -> Callable[P, T]:
            def note(*args: P.args, **kwargs: P.kwargs) -> T:
                threads[name] = get_ident()
                return call(*args, **kwargs)

            return note

        ports = ((parts.coordination, "spend"), (parts.tokens, "verify"), (parts.log, "latest"))
        for port, name in ports:
            setattr(port, name, noted(name, getattr(port, name)))
        token = parts.tokens.sign(Identity("p", "p"), parts.clock(), 60)

        async def story(_: Gated) -> None:
            transport = httpx.ASGITransport(create_app(parts, within=bounded))
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as http:
                headers = {"Authorization": f"Bearer {token}"}
                answer = await http.get("/v1/streams/codebattle/none", headers=headers)
                assert answer.status_code == 404

        told(story)
        assert threads.keys() == {"spend", "verify", "latest"}
        assert len(set(threads.values())) == 1
        assert get_ident() not in threads.values()


def test_clients_that_came_together_have_times_apart() -> None:
    times = {apart(10.0) for _ in range(100)}
    assert len(times) > 1
    assert all(10.0 <= each <= 12.0 for each in times)
