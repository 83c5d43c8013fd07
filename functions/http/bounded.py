"""Bounds the server's concurrent requests: a slow store makes a short line, beyond it an early 503.

A client that hangs up leaves the line, and nothing is begun for it.
"""

from __future__ import annotations

import asyncio
from functools import partial
from math import ceil
from time import monotonic
from typing import Literal

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from functions.http.errors import Problem
from functions.http.routes import Handler, Routes
from functions.http.threads import Threads
from shared.application.economy.ports import EconomyUnavailable
from shared.realtime.come_back import Turns

HEALTH = "/health"
ECONOMY = "/v1/economy"

ECONOMY_THREADS = 16
"""Threads for the economy, twice a process's connections: a thread does more than hold one."""


class Line:
    """A bounded number of requests in progress, and a line bounded in length and seconds."""

    def __init__(self, at_once: int, in_line: int, seconds: float) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._in_line = in_line
        self._seconds = seconds
        self._waiting = 0
        self._turns = Turns(at_once)

    async def enter(self, receive: Receive) -> Literal["entered", "busy", "gone"]:
        """Wait for a place; `receive` tells when the client has hung up."""
        if not self._places.locked():
            await self._places.acquire()
            return "entered"
        if self._waiting >= self._in_line:
            return "busy"
        self._waiting += 1
        place, gone = (
            asyncio.ensure_future(self._places.acquire()),
            asyncio.ensure_future(receive()),
        )
        try:
            await asyncio.wait(
                {place, gone}, timeout=self._seconds, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            self._waiting -= 1
            has_place = place.done() or not place.cancel()
            has_gone = gone.done() or not gone.cancel()
            if has_place and has_gone:
                self._places.release()
        if has_gone:
            return "gone"
        return "entered" if has_place else "busy"

    def leave(self, seconds: float) -> None:
        """Give back a place that was held for so many seconds."""
        self._turns.took(seconds)
        self._places.release()

    def come_back(self) -> int:
        """Return after how many seconds the next refused client shall return."""
        return ceil(self._turns.turn_away(self._waiting, monotonic()))


class Lane:
    """Threads for some routes and the line before them.

    If the ledger does not answer one request, all requests in line get that answer.
    """

    def __init__(self, line: Line, threads: int) -> None:
        self.line = line
        self.threads = Threads(threads)
        self._outages = 0

    async def respond(self, handler: Handler, scope: Scope, body: bytes) -> Response:
        """Return or raise what the handler does, or raise EconomyUnavailable."""
        return await self.threads.run(partial(self._work, handler, scope, body, self._outages))

    def _work(self, handler: Handler, scope: Scope, body: bytes, known: int) -> Response:
        if self._outages != known:
            raise EconomyUnavailable("away for one before")
        try:
            return handler.respond(scope, body)
        except EconomyUnavailable:
            self._outages += 1
            raise


class Bounded:
    """An app with separate lanes for the health check, the economy's routes and all others.

    It stands behind the guard, which has read the body: the next message can only be the client's
    leaving.
    """

    def __init__(
        self, app: ASGIApp, routes: Routes, *, others: Lane, economy: Lane, health: Lane
    ) -> None:
        self._app = app
        self._routes = routes
        self._others = others
        self._economy = economy
        self._health = health

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        handler = self._routes.find(scope) if scope["type"] == "http" else None
        if handler is None:
            await self._app(scope, receive, send)
            return
        message = await receive()
        if message["type"] == "http.disconnect":  # before its body was whole: it takes no place
            return
        body = message.get("body", b"")
        lane = self._lane(scope["path"])
        match await lane.line.enter(receive):
            case "entered":
                began = monotonic()
                try:
                    response = await lane.respond(handler, scope, body)
                finally:
                    lane.line.leave(monotonic() - began)
                await response(scope, receive, send)
            case "busy":
                seconds = lane.line.come_back()
                raise Problem(503, "busy", "too many requests at once", retry_after=seconds)
            case "gone":
                pass

    def _lane(self, path: str) -> Lane:
        if path == HEALTH:
            return self._health
        return self._economy if path.startswith(ECONOMY) else self._others


def bounded(app: ASGIApp, routes: Routes) -> Bounded:
    """Wrap an app in lanes with threads of their own."""
    return Bounded(
        app,
        routes,
        others=Lane(Line(32, 300, 4.0), 32),
        economy=Lane(Line(200, 300, 1.0), ECONOMY_THREADS),
        health=Lane(Line(8, 300, 4.0), 8),
    )


class Alone:
    """Answers in the loop's own thread: for a function, which has one request at a time."""

    def __init__(self, app: ASGIApp, routes: Routes) -> None:
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        handler = self._routes.find(scope) if scope["type"] == "http" else None
        if handler is None:
            await self._app(scope, receive, send)
            return
        body = (await receive()).get("body", b"")
        await handler.respond(scope, body)(scope, receive, send)
