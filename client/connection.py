"""A player's connection that mends itself: it reconnects, resumes channels, repeats commands."""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from types import TracebackType
from typing import Any, Self

from client.channels import Event, ValueChannel
from client.core import Core
from client.errors import Closed, ProtocolError
from client.lines import Lines, Link
from client.pictures import Picture
from client.requests import Frame, Outcome, outcome

PATIENCE = 60.0
"""Seconds after which an unanswered call fails; it may still be carried out."""

LARGEST = 32_000
"""Bytes of a frame's fields; the server hangs up on frames over 32 KB."""


class Connection:
    """Commands in, events out, over as many sockets as it takes; enter it with `async with`.

    Every call raises Superseded or Closed once the connection is over. Consume `events()` while it
    is open: they are kept until somebody does. `clock` tells seconds and never goes back.
    """

    def __init__(
        self,
        ticket_url: Callable[[], Awaitable[str]],
        *,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._clock = clock
        self._core = Core(lambda: secrets.token_urlsafe(12))
        self._lines = Lines(ticket_url, self._core, clock, chance)
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Return once it is connected; raise what keeps it from ever being so."""
        self._task = asyncio.create_task(self._lines.run())
        try:
            await self._lines.ready.wait()
        except asyncio.CancelledError:
            await self.close()
            raise
        if self._lines.over is not None:
            raise self._lines.over
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
        self._lines.end(Closed("closed by this program"), Link("closed"))
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
        """Listen to a channel, over all reconnects; raise ProtocolError where it is not allowed.

        So it does, with the code `unsubscribed`, when the channel is left before the answer.
        """
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
        while (event := await self._lines.events.get()) is not None:
            yield event

    async def _ask(self, kind: str, /, **fields: Any) -> Frame:
        if self._lines.over is not None:
            raise self._lines.over
        if len(json.dumps(fields)) > LARGEST:
            raise ProtocolError("too_large", "a frame has at most 32 KB")
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        frame_id = self._core.ask(kind, self._clock(), answer, **fields)
        self._lines.wake()
        try:
            async with asyncio.timeout(PATIENCE):
                return await answer
        finally:
            self._core.forget(frame_id)
