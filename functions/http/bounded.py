"""Bounds what a server has under way: a slow store makes a short line, and an early 503 beyond it.

The framework's own line is without end, and nobody leaves it who has hung up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from functions.http.errors import Problem, answer

type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
type App = Callable[[Message, Receive, Send], Awaitable[None]]

HEALTH = "/health"
ECONOMY = "/v1/economy"
RETRY_AFTER = 2


class Line:
    """So many requests under way, so many in line, and none there for longer than some seconds."""

    def __init__(self, at_once: int, in_line: int, seconds: float) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._in_line = in_line
        self._seconds = seconds
        self._waiting = 0

    async def enter(self, gone: asyncio.Future[Message]) -> bool:
        """Wait for a place; False if there is none in time, or the client is gone."""
        if not self._places.locked():
            return await self._places.acquire()
        if self._waiting >= self._in_line:
            return False
        self._waiting += 1
        place = asyncio.ensure_future(self._places.acquire())
        try:
            waited: set[asyncio.Future[Any]] = {place, gone}
            await asyncio.wait(waited, timeout=self._seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._waiting -= 1
            has_place = place.done() or not place.cancel()
        if has_place and gone.done():
            self.leave()
            return False
        return has_place

    def leave(self) -> None:
        """Give a place back."""
        self._places.release()


class Bounded:
    """The economy's routes have a line of their own, as they have threads of their own.

    It stands behind the guard, which has read the body: what comes next is the client's leaving.
    """

    def __init__(self, app: App, *, others: Line, economy: Line) -> None:
        self._app = app
        self._others = others
        self._economy = economy

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == HEALTH:
            await self._app(scope, receive, send)
            return
        line = self._economy if scope["path"].startswith(ECONOMY) else self._others
        body = await receive()
        gone = asyncio.ensure_future(receive())
        if await line.enter(gone):
            try:
                await self._app(scope, _again(body, gone), send)
            finally:
                line.leave()
        elif not gone.done():
            busy = Problem(503, "busy", "too many requests at once", retry_after=RETRY_AFTER)
            await answer(busy)(scope, receive, send)
        gone.cancel()


def _again(body: Message, gone: asyncio.Future[Message]) -> Receive:
    """Return what receives the body that was received already, and then the client's leaving."""
    held = [body]

    async def receive_again() -> Message:
        if held:
            return held.pop()
        return await asyncio.shield(gone)

    return receive_again


def bounded(app: App) -> Bounded:
    """Bound an app by its threads: of the framework's forty, eight are for the check of health."""
    return Bounded(app, others=Line(32, 300, 4.0), economy=Line(200, 300, 1.0))
