"""A player's connection that mends itself: it reconnects, resumes channels, repeats commands."""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Self

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from client.channels import Event, ValueChannel
from client.core import Core
from client.errors import Closed, ProtocolError, RumpusError, Superseded
from client.pictures import Picture
from client.requests import Frame, Outcome, outcome

SUPERSEDED = 4001
POLICY = 1008

PATIENCE = 60.0
"""Seconds after which an unanswered call fails; it may still be carried out."""

LARGEST = 32_000
"""Bytes of a frame's fields; the server hangs up on frames over 32 KB."""

TICK = 0.5
SLOWEST = 30.0
"""Seconds between two tries to connect, at most."""

STEADY = 10.0
"""Seconds that a socket must last for the next pause to be short again."""

REFUSALS = range(400, 500)
TOO_MANY = 429


@dataclass(frozen=True)
class Link:
    """How the connection is; `superseded` and `closed` are final."""

    state: Literal["connected", "reconnecting", "resumed", "superseded", "closed"]
    reason: str = ""


class Connection:
    """Commands in, events out, over as many sockets as it takes; enter it with `async with`.

    Every call raises Superseded or Closed once the connection is over. Consume `events()` while it
    is open: they are kept until somebody does.
    """

    def __init__(self, ticket_url: Callable[[], Awaitable[str]]) -> None:
        self._ticket_url = ticket_url
        self._core = Core(lambda: secrets.token_urlsafe(12))
        self._events: asyncio.Queue[Event | Link | None] = asyncio.Queue()
        self._written = asyncio.Event()
        self._ready = asyncio.Event()
        self._over: RumpusError | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Return once it is connected; raise what keeps it from ever being so."""
        self._task = asyncio.create_task(self._run())
        try:
            await self._ready.wait()
        except asyncio.CancelledError:
            await self.close()
            raise
        if self._over is not None:
            raise self._over
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Hang up, with a goodbye; may be called twice."""
        self._end(Closed("closed by this program"), Link("closed"))
        if self._task is not None:
            if not self._task.cancelling():
                self._task.cancel()
            await asyncio.wait([self._task])

    async def join(self, battle: str) -> Outcome:
        return await self.command("join", battle=battle)

    async def answer(self, battle: str, question: str, answer: str) -> Outcome:
        return await self.command("answer", battle=battle, question=question, answer=answer)

    async def attack(self, battle: str, target: str) -> Outcome:
        return await self.command("attack", battle=battle, target=target)

    async def leave(self, battle: str) -> Outcome:
        return await self.command("leave", battle=battle)

    async def command(self, kind: str, /, **fields: str) -> Outcome:
        """Carry out a command once, however often it must be sent.

        Raises Refused, ProtocolError, or TimeoutError after `PATIENCE` seconds. `fields` may set
        the `id`, to repeat a command whose outcome never came.
        """
        return outcome(await self._ask(kind, **fields))

    async def ping(self) -> None:
        """Return once the server has answered."""
        await self.command("ping")

    async def subscribe(self, channel: str) -> None:
        """Listen to a channel, over all reconnects; raise ProtocolError where it is not allowed."""
        outcome(await self._ask("subscribe", channel=channel))

    async def unsubscribe(self, channel: str) -> None:
        self._core.leave(channel)
        outcome(await self._ask("unsubscribe", channel=channel))

    def picture(self, channel: str) -> Picture | None:
        """Return the latest picture of a value channel that is listened to."""
        known = self._core.channels.get(channel)
        return known.picture if isinstance(known, ValueChannel) else None

    async def events(self) -> AsyncIterator[Event | Link]:
        """Yield what happens, in order and once; ends when the connection is over."""
        while (event := await self._events.get()) is not None:
            yield event

    async def _ask(self, kind: str, /, **fields: Any) -> Frame:
        if self._over is not None:
            raise self._over
        if len(json.dumps(fields)) > LARGEST:
            raise ProtocolError("too_large", "a frame has at most 32 KB")
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        frame_id = self._core.ask(kind, time.monotonic(), answer, **fields)
        self._written.set()
        try:
            async with asyncio.timeout(PATIENCE):
                return await answer
        finally:
            self._core.forget(frame_id)

    async def _run(self) -> None:
        """Hold a socket open; a failed try makes the pause before the next longer."""
        failures = 0
        while self._over is None:
            try:
                async with connect(await self._ticket_url(), max_size=2**20) as socket:
                    since = self._connected()
                    await self._converse(socket)
                    failures *= time.monotonic() - since < STEADY
            except (OSError, httpx.TransportError, WebSocketException):
                pass
            except RumpusError as error:
                self._judge(error)
            self._core.lost()
            if self._over is None:
                self._tell(Link("reconnecting"))
                failures += 1
                most = min(SLOWEST, 0.25 * 2**failures)
                await asyncio.sleep(random.uniform(0, most))  # noqa: S311 - jitter, not a secret

    def _connected(self) -> float:
        self._tell(Link("resumed" if self._ready.is_set() else "connected"))
        now = time.monotonic()
        self._core.opened(now)
        self._written.set()
        self._ready.set()
        return now

    async def _converse(self, socket: ClientConnection) -> None:
        """Return when the socket is closed."""
        background = [asyncio.create_task(each) for each in (self._write(socket), self._beat())]
        try:
            async for text in socket:
                self._receive(text)
                if self._over is not None:
                    return
        except ConnectionClosed:
            pass
        finally:
            for each in background:
                each.cancel()
            await asyncio.gather(*background, return_exceptions=True)
        self._closing(socket.close_code or 0, socket.close_reason or "")

    def _receive(self, text: str | bytes) -> None:
        """Take a frame; what a gateway says of itself is none, and what was asked is repeated."""
        try:
            frame: Frame = json.loads(text)
            kind = frame["type"]
        except (ValueError, KeyError, TypeError):
            return
        if kind == "closing":
            self._closing(frame["code"], frame["reason"])
            return
        for event in self._core.receive(frame, time.monotonic()):
            self._tell(event)
        self._written.set()

    def _closing(self, code: int, reason: str) -> None:
        """Another login, or the server's policy, ends it for good; anything else is mended."""
        if code == SUPERSEDED:
            self._end(Superseded("logged in elsewhere"), Link("superseded", reason))
        elif code == POLICY:
            self._end(Closed(reason), Link("closed", reason))

    def _judge(self, error: RumpusError) -> None:
        """Without a ticket for a reason that time does not heal there is no way back."""
        status = error.status if isinstance(error, ProtocolError) else None
        if status in REFUSALS and status != TOO_MANY:
            self._end(error, Link("closed", str(error)))

    def _end(self, error: RumpusError, link: Link) -> None:
        if self._over is None:
            self._over = error
            self._core.over(error)
            self._tell(link)
            self._events.put_nowait(None)
            self._ready.set()

    def _tell(self, event: Event | Link) -> None:
        self._events.put_nowait(event)

    async def _write(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            while True:
                await self._written.wait()
                self._written.clear()
                while self._core.outgoing:
                    await socket.send(json.dumps(self._core.outgoing.popleft()))

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            self._core.tick(time.monotonic())
            if self._core.outgoing:
                self._written.set()
