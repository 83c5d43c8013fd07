"""An owner's groups: one is decided at a time, while earlier ones are being written."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from queue import SimpleQueue
from threading import Event

from functions.owner.commands import Commands
from functions.owner.limits import Limits
from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.request import ask
from shared.application.commands.result import CommandResult
from shared.games.codebattle import CODE_BATTLE
from shared.kernel.facts import Commit
from tests.application.battle_fixture import Process, SpyLog, answer, sender
from tests.codec import CODEC
from tests.gateway_host import GatewayApplication

NAMES = ("ann", "bob", "cy", "di", "ed")


class Gated(SpyLog):
    """Each write waits until it may go on; `sizes` are those of groups, as they come."""

    def __init__(self, log: InMemoryLog) -> None:
        super().__init__(log)
        self.sizes = SimpleQueue[int]()
        self.reads, self.writes = Event(), Event()
        self.decides = Event()

    def latest(self, stream: str, limit: int = 16) -> list[Commit]:
        self.decides.set()
        assert self.reads.wait(60)
        return super().latest(stream, limit)

    def append_each(self, appends: Sequence[Sequence[Commit]]) -> Sequence[Exception | None]:
        self.sizes.put(len(appends))
        assert self.writes.wait(60)
        return super().append_each(appends)


class TestGroups:
    def test_gather_while_one_decides_and_wait_for_no_write(self) -> None:
        asyncio.run(self.play())

    async def play(self) -> None:
        log = InMemoryLog(CODEC)
        process = Process(log)
        process.schedule()
        process.join(*NAMES)
        parts, gated = GatewayApplication(), Gated(log)
        setattr(parts, "log", gated)  # noqa: B010 - a property of the class
        commands = Commands(parts, Limits())
        answers = asyncio.Queue[CommandResult | Exception]()

        def take(name: str) -> None:
            command = answer(name)
            asked = ask(CODE_BATTLE, command, sender(command), f"answer of {name}", trace="")
            commands.take(asked, answers.put_nowait)

        take("ann")
        await asyncio.to_thread(gated.decides.wait, 60)
        for each in NAMES[1:]:
            await asyncio.sleep(0)
            take(each)
        gated.reads.set()
        # Both come to be written before either is: the second one may be the first that comes.
        sizes = [await asyncio.to_thread(gated.sizes.get, True, 60) for _ in range(2)]
        gated.writes.set()
        results = [await answers.get() for _ in NAMES]
        await asyncio.to_thread(commands.stop)

        assert sorted(sizes) == [1, 4]
        assert all(isinstance(each, CommandResult) and each.commits for each in results)
