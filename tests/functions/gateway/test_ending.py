"""A host that ends, or that cannot serve, says so in time; nobody is sent there any more."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from threading import Event

from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.ports import LogUnavailable
from shared.application.players.placement import Policy, place
from shared.kernel.facts import Commit
from shared.runtime.once import once
from tests.codec import CODEC
from tests.functions.api_gateway import BATTLE, ROOM
from tests.functions.gateway.loopback import Home, beside, eventually, home, schedule
from tests.gateway_host import GatewayApplication


class FailingLog(InMemoryLog):
    """Answers unless it is `down`."""

    down = False

    def latest(self, stream: str, limit: int = 16) -> Sequence[Commit]:
        if self.down:
            raise LogUnavailable
        return super().latest(stream, limit)


class HeldLog(InMemoryLog):
    """While it is held, an append waits, though not for ever."""

    def __init__(self) -> None:
        super().__init__(CODEC)
        self.free = Event()
        self.free.set()

    def append(self, *commits: Commit) -> None:
        self.free.wait(60)
        super().append(*commits)


class HeldApplication(GatewayApplication):
    @once
    def log(self) -> HeldLog:
        return HeldLog()


class FailingApplication(GatewayApplication):
    @once
    def log(self) -> FailingLog:
        return FailingLog(CODEC)


async def health(host: Home) -> tuple[int, bytes]:
    peer = await host.call()
    status, _ = await peer.request("/health/ws", "")
    return status, await peer.reader.read()


class TestHealth:
    async def test_counts_sockets_and_asks_the_log(self) -> None:
        parts = FailingApplication()
        schedule(parts)
        async with home(parts) as host:
            await host.open("ann")
            assert await health(host) == (200, b"1 sockets")
            parts.log.down = True
            assert await health(host) == (503, b"the log does not answer")
            parts.log.down = False
            assert (await health(host))[0] == 200

    async def test_is_bad_as_soon_as_the_host_ends(self) -> None:
        async with home(drain_seconds=5) as host:
            ann = await host.open("ann")
            draining = asyncio.create_task(host.host.drain())
            await eventually(lambda: host.host.draining)
            assert await health(host) == (503, b"draining")
            await ann.close()
            await draining


class TestDrain:
    async def test_asks_all_to_move_and_serves_them_until_they_have(self) -> None:
        async with home(drain_seconds=5) as first, beside(first) as second:
            ann = await first.player("ann")
            draining = asyncio.create_task(first.host.drain())
            asked = await ann.wait(lambda each: each["type"] == "please_move")
            assert (asked["within"], asked["reason"]) == (1.0, "draining")
            status, head = await (await first.call()).request(first.path("bo"))
            assert (status, "Retry-After: 1" in head) == (503, True)
            answer = await ann.ask("codebattle.answer", room=BATTLE, question="q1", answer="!")
            assert answer["type"] == "done"
            moved = await second.open("ann")
            assert await ann.end() == 4001
            ann.writer.close()
            await draining
            assert (await moved.ask("ping"))["type"] == "pong"

    async def test_takes_back_that_players_may_be_sent_here(self) -> None:
        async with home(drain_seconds=5) as host:
            policy = Policy("dedicated", "wss://few.invalid", "wss://many.invalid", 0)

            def sent_to() -> str:
                host.parts.time.pass_seconds(0.002)
                return place(host.parts, policy, ROOM)

            await eventually(lambda: sent_to() == policy.dedicated)
            draining = asyncio.create_task(host.host.drain())
            await eventually(lambda: sent_to() == policy.serverless)
            await draining

    async def test_asks_a_crowd_to_move_as_fast_as_another_process_takes_it(self) -> None:
        async with home(drain_seconds=90, moves_a_second=2) as host:
            crowd = [await host.open(f"p{number}") for number in range(5)]
            host.host.ask_to_move()
            for each in crowd:
                asked = await each.wait(lambda frame: frame["type"] == "please_move")
                assert asked["within"] == 2.5

    async def test_ends_who_does_not_move(self) -> None:
        async with home(drain_seconds=0.2) as host:
            ann = await host.open("ann")
            draining = asyncio.create_task(host.host.drain())
            assert await ann.end() == 1012
            assert [each["type"] for each in ann.frames] == ["please_move", "closing"]
            assert [each["within"] for each in ann.frames] == [0.1, 1.0]
            await draining

    async def test_finishes_what_was_accepted_and_waits_for_its_stream(self) -> None:
        parts = HeldApplication()
        schedule(parts)
        loop = asyncio.get_running_loop()
        async with home(parts, linger_seconds=30) as host:
            commands = host.service.commands
            ann = await host.player("ann")
            parts.log.free.clear()
            for question in ("q1", "q2", "q3"):
                ann.say("codebattle.answer", room=BATTLE, question=question, answer="!")
            ann.say("ping", "last")
            await ann.wait(lambda each: each["id"] == "last")
            await commands.finish(loop.time())  # there is no time for it yet
            assert commands.waiting == 3
            ann.writer.transport.abort()
            await eventually(lambda: not host.host.sockets)
            loop.call_soon(parts.log.free.set)  # when the host ends
        assert len(parts.log.latest(f"codebattle/{BATTLE}/player/ann")) == 4
