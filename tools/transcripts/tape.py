"""Records how a client reacts to events, with simulated time and sockets."""

from __future__ import annotations

import asyncio
from asyncio import Future, SelectorEventLoop
from collections import deque
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

from client.connection_manager import ConnectionManager
from client.core import Core
from client.errors import Closed, ProtocolError, RumpusError, Unreachable
from client.frames import Frame, read, write
from client.phases import Link, Moving, Over, Phase, Waiting

type Story = Callable[[Tape], Awaitable[None]]

CHANCE = 0.5
TURNS = 20


class Clockwork(SelectorEventLoop):
    """An event loop whose time the story advances."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def time(self) -> float:
        return self.now


class Wire:
    """A socket that records the frames it is given; a stuck one takes none."""

    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        self.number = 0
        self.stuck = False

    def flush(self, outgoing: deque[Frame]) -> None:
        while outgoing and not self.stuck:
            self.tape.note("sent", [self.number, outgoing.popleft()])

    def hang_up(self) -> None:
        self.tape.note("hung_up", self.number)


class Tape:
    """A client that gets tickets and sockets when the story says so."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, Clockwork)
        loop.now = 0.0
        self.steps: list[dict[str, Any]] = []
        self._loop = loop
        self._then: dict[str, list[Any]] = {}
        self._wires: dict[int, Wire] = {}
        self._ids = count(1)
        self.core = Core(lambda: f"c{next(self._ids)}", lambda: CHANCE)
        self.manager = ConnectionManager(self.core, loop.time, lambda: CHANCE, self._changed)
        self._asked: Future[None] = loop.create_future()
        self._running = asyncio.create_task(self.manager.run(self))

    def note(self, what: str, told: Any) -> None:
        self._then.setdefault(what, []).append(told)

    async def settle(self) -> None:
        for _ in range(TURNS):
            await asyncio.sleep(0)

    async def ticket_url(self) -> str:
        self.note("phase", "asks for a ticket")
        await self._answer()
        return "ws://nowhere"

    async def connect(self, url: str, manager: ConnectionManager) -> None:
        self.note("phase", "opens a socket" + url.removeprefix("ws://nowhere"))
        await self._answer()
        wire = Wire(self)
        wire.number = max(self._wires, default=0) + 1
        self._wires[wire.number] = wire
        manager.opened(wire)

    async def _answer(self) -> None:
        self._asked = self._loop.create_future()
        await self._asked

    def _changed(self, _before: Phase, phase: Phase) -> None:
        match phase:
            case Waiting(failures, seconds):
                self.note("phase", ["waits", failures, seconds])
            case Moving():
                self.note("phase", "moves")
            case Over(error, link):
                self.note("phase", ["is over", *_said(error), link.state, link.reason])
            case _:
                self.note("phase", type(phase).__name__.lower())

    @property
    def is_asked(self) -> bool:
        """Return whether the client waits for the network."""
        return not self._asked.done()

    async def _did(self, *step: Any) -> None:
        await self.settle()
        self.steps.append({"do": step, "then": self._then})
        self._then = {}

    async def dial(self) -> None:
        """Give the client a ticket, and open a socket."""
        await self.answered("ok")
        await self.answered("ok")

    async def answered(self, how: str, retry_after: float = 0.0) -> None:
        """Answer the client's request to the network: `ok`, `unreachable` or `forbidden`."""
        if how == "ok":
            self._asked.set_result(None)
        elif how == "unreachable":
            self._asked.set_exception(Unreachable(retry_after=retry_after))
        else:
            self._asked.set_exception(ProtocolError("forbidden", "no", 403))
        await self._did("answered", how, *([retry_after] if retry_after else []))

    async def ask(self, kind: str, /, **fields: Any) -> str:
        answer: Future[Frame] = self._loop.create_future()
        now = self._loop.time()
        frame_id = self.core.ask(kind, now, answer, **fields)
        answer.add_done_callback(lambda done: self._heard(frame_id, done))
        self.manager.flush()
        await self._did("ask", kind, fields)
        return frame_id

    def _heard(self, frame_id: str, done: Future[Frame]) -> None:
        error = done.exception()
        said = _said(error) if isinstance(error, RumpusError) else done.result()
        self.note("answers", [frame_id, said])

    async def forget(self, frame_id: str) -> None:
        self.core.forget(frame_id)
        await self._did("forget", frame_id)

    async def leave(self, channel: str) -> None:
        self.core.leave(channel)
        await self._did("leave", channel)

    async def take(self, number: int, frame: Frame) -> None:
        for each in self.manager.take(number, read(write(frame))):
            self.note("told", [each.channel, each.name, each.data, each.offset])
        await self._did("take", number, frame)

    async def stick(self, number: int) -> None:
        """Let a socket take no more frames."""
        self._wires[number].stuck = True
        await self._did("stick", number)

    async def ended(self, number: int, code: int = 1006, reason: str = "") -> None:
        self.manager.ended(number, code, reason)
        await self._did("ended", number, code, reason)

    async def later(self, seconds: float) -> None:
        """Let time pass, and the client do what is due."""
        self._loop.now += seconds
        self.manager.tick()
        await self._did("later", seconds)

    async def close(self) -> None:
        self.manager.end(Closed("closed by this program"), Link("closed"))
        await self._did("close")

    async def end(self) -> None:
        """End the tasks that the story has left running."""
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)


def _said(error: RumpusError) -> list[str]:
    return [type(error).__name__, str(error)]
