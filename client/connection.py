"""A player's connection that repairs itself: it reconnects, resumes channels, retries commands."""

from __future__ import annotations

import asyncio
import random
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from types import TracebackType
from typing import Any, Self

from client.channels import Event, ValueChannel
from client.connection_manager import ConnectionManager
from client.core import Core
from client.errors import Closed, ProtocolError
from client.frames import Frame, write
from client.phases import Connected, Connecting, Link, Over, Phase, Waiting
from client.requests import Outcome, outcome
from client.snapshots import Snapshot
from client.web_sockets import WebSockets

TICK = 0.5
"""Seconds between two checks for due work."""

PATIENCE = 60.0
"""Seconds after which an unanswered call fails; it may still be carried out."""

LARGEST = 32_000
"""Maximum bytes of a frame's fields; the server hangs up on frames over 32 KB."""


class Connection:
    """Sends commands and yields events, over one socket after another; enter it with `async with`.

    Every call raises Superseded or Closed once the connection is over. Consume `events()` while it
    is open: it keeps events until they are consumed. `clock` returns monotonic seconds.
    """

    def __init__(
        self,
        ticket_url: Callable[[], Awaitable[str]],
        *,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._ticket_url = ticket_url
        self._clock = clock
        self._core = Core(lambda: secrets.token_urlsafe(12), chance)
        self._manager = ConnectionManager(self._core, clock, chance, self._changed)
        self._events: asyncio.Queue[Event | Link | None] = asyncio.Queue()
        self._link: Link | None = None
        self._ready = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Return once it is connected; raise an error that makes this impossible."""
        self._task = asyncio.create_task(self._run())
        try:
            await self._ready.wait()
        except asyncio.CancelledError:
            await self.close()
            raise
        self._raise_if_over()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connection cleanly. Idempotent."""
        self._manager.end(Closed("closed by this program"), Link("closed"))
        if self._task is not None:
            if not self._task.cancelling():
                self._task.cancel()
            await asyncio.wait([self._task])

    async def command(self, kind: str, /, **fields: Any) -> Outcome:
        """Carry out a command, such as `codebattle.join`, once, however often it must be sent.

        Raise Refused, ProtocolError, or TimeoutError after `PATIENCE` seconds. `fields` may set
        the `id`, to retry a command whose outcome never came.
        """
        return outcome(await self._ask(kind, **fields))

    async def ping(self) -> None:
        """Return once the server has answered."""
        await self.command("ping")

    async def subscribe(self, channel: str) -> None:
        """Listen to a channel, over all reconnects; raise ProtocolError if it is not allowed.

        The error's code is `unsubscribed` if the channel is left before the answer.
        """
        outcome(await self._ask("subscribe", channel=channel))

    async def unsubscribe(self, channel: str) -> None:
        self._core.leave(channel)
        outcome(await self._ask("unsubscribe", channel=channel))

    def snapshot(self, channel: str) -> Snapshot | None:
        """Return the latest snapshot of a subscribed value channel."""
        known = self._core.channels.get(channel)
        return known.snapshot if isinstance(known, ValueChannel) else None

    async def events(self) -> AsyncIterator[Event | Link]:
        """Yield events in order, each once, until the connection is over."""
        while (event := await self._events.get()) is not None:
            yield event

    async def _ask(self, kind: str, /, **fields: Any) -> Frame:
        self._raise_if_over()
        if len(write(fields)) > LARGEST:
            raise ProtocolError("too_large", "a frame has at most 32 KB")
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        frame_id = self._core.ask(kind, self._clock(), answer, **fields)
        self._manager.flush()
        try:
            async with asyncio.timeout(PATIENCE):
                return await answer
        finally:
            self._core.forget(frame_id)

    async def _run(self) -> None:
        """Stay connected until it is over; an unexpected exception ends it too, and is raised."""
        try:
            async with asyncio.TaskGroup() as group:
                ticking = group.create_task(self._tick())
                await self._manager.run(
                    WebSockets(self._ticket_url, group, self._events.put_nowait)
                )
                ticking.cancel()
        except Exception as fault:
            closed = Closed("fault")
            closed.__cause__ = fault
            self._manager.end(closed, Link("closed", "fault"))
            raise

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            self._manager.tick()

    def _changed(self, before: Phase, phase: Phase) -> None:
        """Emit the state of the connection, once for many failed tries; moving emits nothing."""
        match phase:
            case Connected() if isinstance(before, Connecting):
                self._tell(Link("resumed" if self._ready.is_set() else "connected"))
                self._ready.set()
            case Waiting():
                self._tell(Link("reconnecting"))
            case Over(link=link):
                self._tell(link)
                self._events.put_nowait(None)
                self._ready.set()
            case _:
                pass

    def _tell(self, link: Link) -> None:
        if link != self._link:
            self._link = link
            self._events.put_nowait(link)

    def _raise_if_over(self) -> None:
        if isinstance(self._manager.phase, Over):
            raise self._manager.phase.error
