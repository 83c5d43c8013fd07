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
        self.held: str | None = None
        """The one stream whose reads wait; none: all do."""

    def latest(self, stream: str, limit: int = 16) -> list[Commit]:
        self.decides.set()
        if self.held in (None, stream):
            assert self.reads.wait(60)
        return super().latest(stream, limit)

    def append_each(self, appends: Sequence[Sequence[Commit]]) -> Sequence[Exception | None]:
        self.sizes.put(len(appends))
        assert self.writes.wait(60)
        return super().append_each(appends)


class Story:
    """A battle of five, whose answers one owner carries out."""

    def __init__(self, limits: Limits) -> None:
        log = InMemoryLog(CODEC)
        process = Process(log)
        process.schedule()
        process.join(*NAMES)
        self.log, parts = Gated(log), GatewayApplication()
        setattr(parts, "log", self.log)  # noqa: B010 - a property of the class
        self.commands = Commands(parts, limits)
        self.answers = asyncio.Queue[tuple[str, CommandResult | Exception]]()

    def take(self, name: str, question: int = 0) -> None:
        command = answer(name, question)
        by, command_id = sender(command), f"answer {question} of {name}"
        asked = ask(CODE_BATTLE, command, by, command_id, trace="")
        self.commands.take(asked, lambda result: self.answers.put_nowait((name, result)))

    async def answered(self, count: int) -> list[str]:
        """Return whose answers come next, in order; all were carried out."""
        came = [await self.answers.get() for _ in range(count)]
        assert all(isinstance(each, CommandResult) and each.commits for _, each in came)
        return [name for name, _ in came]


class TestGroups:
    def test_gather_while_one_decides_and_wait_for_no_write(self) -> None:
        async def play() -> None:
            story = Story(Limits(decide_seconds=60))
            gated = story.log
            story.take("ann")
            await asyncio.to_thread(gated.decides.wait, 60)
            for each in NAMES[1:]:
                await asyncio.sleep(0)
                story.take(each)
            gated.reads.set()
            # Both come to be written before either is: the second may be the first that comes.
            sizes = [await asyncio.to_thread(gated.sizes.get, True, 60) for _ in range(2)]
            gated.writes.set()
            await story.answered(len(NAMES))
            await asyncio.to_thread(story.commands.stop)
            assert sorted(sizes) == [1, 4]

        asyncio.run(play())

    def test_have_all_of_one_stream_that_wait_for_it(self) -> None:
        async def play() -> None:
            story = Story(Limits())
            gated = story.log
            gated.reads.set()
            story.take("ann")
            assert await asyncio.to_thread(gated.sizes.get, True, 60) == 1
            for question in (1, 2, 3, 4):
                story.take("ann", question)
            gated.writes.set()
            await story.answered(5)
            await asyncio.to_thread(story.commands.stop)
            assert (gated.sizes.get(), gated.sizes.empty()) == (1, True)

        asyncio.run(play())

    def test_do_not_wait_for_one_that_waits_for_another_owner(self) -> None:
        async def play() -> None:
            story = Story(Limits())
            gated = story.log
            gated.held = "codebattle/b1/player/ann"
            gated.writes.set()
            story.take("ann")
            await asyncio.to_thread(gated.decides.wait, 60)
            for each in NAMES[1:]:
                await asyncio.sleep(0)
                story.take(each)
            assert set(await story.answered(4)) == set(NAMES[1:])
            gated.reads.set()
            assert await story.answered(1) == ["ann"]
            await asyncio.to_thread(story.commands.stop)

        asyncio.run(play())
