"""Guards all routes: bounds bodies in size and time, answers faults, and adds common fields."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.http.errors import KNOWN, Problem, answer, problem_of
from shared.runtime.bootstrap import Application
from shared.runtime.clock import chance

MAX_BODY = 512 * 1024
"""A pack of questions has at most 256 KB; the rest of a body is small."""

BODY_SECONDS = 10.0
"""Seconds within which a body must be complete, however steadily it drips."""

SPREAD = 0.2

LENGTH = re.compile(b"[0-9]{1,9}")

FIELDS = (
    (b"cache-control", b"no-store"),  # unless a route says otherwise
    (b"strict-transport-security", b"max-age=31536000"),
    (b"x-content-type-options", b"nosniff"),
)


def apart(seconds: float) -> float:
    """Return up to a fifth more, so that clients that came together are not ended together.

    While thousands are ended, and return at once, nobody else is answered.
    """
    return seconds * (1 + SPREAD * chance() / 2**64)


def with_fields(headers: Collection[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the headers of an answer together with the common ones."""
    said = {name.lower() for name, _ in headers}
    return [*headers, *(field for field in FIELDS if field[0] not in said)]


class WithFields:
    """Adds the common fields to every answer, also to preflights."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = with_fields(message["headers"])
            await send(message)

        await self._app(scope, receive, add)


class Guard:
    """Refuses large and slow bodies, and answers faults in the common shape."""

    def __init__(self, app: ASGIApp, parts: Application, body_seconds: float) -> None:
        self._app = app
        self._parts = parts
        self._body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            body = await (self._body(receive) if _length(scope) else receive())
            await self._app(scope, _once(body, receive), send)
        except KNOWN as error:
            await answer(problem_of(error))(scope, receive, send)
        except Exception as fault:  # noqa: BLE001 - the edge: logged once, told as a fault
            self._parts.on_fault(fault)
            await answer(problem_of(fault))(scope, receive, send)

    async def _body(self, receive: Receive) -> Message:
        """Return the whole body as one message, or the end of the connection."""
        parts = []
        try:
            async with asyncio.timeout(apart(self._body_seconds)):
                more = True
                while more:
                    message = await receive()
                    if message["type"] != "http.request":
                        return message
                    parts.append(message.get("body", b""))
                    more = message.get("more_body", False)
        except TimeoutError:
            raise Slow from None
        return {"type": "http.request", "body": b"".join(parts)}


class Slow(Problem):
    """The body did not come in time; the connection ends, as the rest may still come."""

    def __init__(self) -> None:
        super().__init__(408, "too_slow", f"a body comes within {BODY_SECONDS:g} seconds")
        self.headers = {"Connection": "close"}


def _length(scope: Scope) -> int:
    """Return the declared length of the body, or refuse it."""
    length = b"0"
    for name, value in scope["headers"]:
        if name == b"transfer-encoding":
            raise Problem(411, "length_required", "say how long the body is: Content-Length")
        if name == b"content-length":
            length = value
    if not LENGTH.fullmatch(length) or int(length) > MAX_BODY:
        raise Problem(413, "too_large", f"a body has at most {MAX_BODY} bytes")
    return int(length)


def _once(first: Message, receive: Receive) -> Receive:
    """Return a `receive` that first gives a message that was read already, then later ones."""
    heard = False

    async def hear() -> Message:
        nonlocal heard
        if heard:
            return await receive()
        heard = True
        return first

    return hear
