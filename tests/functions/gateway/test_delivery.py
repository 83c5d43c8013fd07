"""What players hear: each message once and in order, whatever the bus and the sockets do."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator

import pytest

from functions.ws.gateway.limits import TOO_SLOW
from shared.adapters.memory.bus import InMemoryBus
from shared.adapters.memory.log import InMemoryLog
from shared.kernel.facts import Commit
from shared.runtime.once import once
from shared.wire.bus import BusMessage, encode_messages, room_topic
from tests.codec import CODEC
from tests.functions.api_gateway import BATTLE, ROOM, private
from tests.functions.gateway.loopback import Home, Peer, beside, eventually, home, schedule
from tests.functions.gateway.stalling import FEW, NARROW, socket_of, stall, unsent
from tests.gateway_host import GatewayApplication


class FrailBus(InMemoryBus):
    """Does to each message of a battle what is next in `fates`, and then no harm any more."""

    def __init__(self) -> None:
        super().__init__()
        self.fates: deque[str] = deque()
        self.late: list[tuple[str, bytes]] = []

    def publish(self, topic: str, message: bytes) -> int:
        fate = self.fates.popleft() if topic.startswith("room:") and self.fates else "arrives"
        if fate == "lost":
            return 0
        if fate == "late":
            self.late.append((topic, message))
            return 0
        if fate == "twice":
            super().publish(topic, message)
        count = super().publish(topic, message)
        late, self.late = self.late, []
        for each in late:
            super().publish(*each)
        return count


class CountingLog(InMemoryLog):
    reads = 0

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        self.reads += 1
        return super().read(stream, after, limit)


class CountingApplication(GatewayApplication):
    @once
    def log(self) -> CountingLog:
        return CountingLog(CODEC)


class FrailApplication(GatewayApplication):
    @once
    def bus(self) -> FrailBus:
        return FrailBus()


async def target(host: Home, name: str = "ann", receives: int = 0) -> Peer:
    """One who has points to lose, and listens."""
    peer = await host.open(name, receives)
    await peer.ask("codebattle.join", room=BATTLE)
    for number in (9, 8, 7, 6):
        await peer.ask("codebattle.answer", room=BATTLE, question=f"q{number}", answer="!")
    await peer.ask("subscribe", channel=private(name))
    await peer.wait(lambda each: each["type"] == "message")
    return peer


async def hit(peer: Peer, count: int, name: str = "ann") -> None:
    for _ in range(count):
        assert (await peer.ask("codebattle.attack", room=BATTLE, target=name))["type"] == "done"


def in_order(peer: Peer) -> bool:
    offsets = peer.offsets()
    return offsets == list(range(offsets[0], offsets[0] + len(offsets)))


class TestStreamChannel:
    @pytest.mark.parametrize(
        "fates",
        [
            [],
            ["lost", "lost"],
            ["lost", "arrives", "twice", "lost"],
            ["late", "lost", "late", "twice"],
            ["twice"] * 5,
        ],
        ids=" ".join,
    )
    async def test_is_whole_and_in_order_across_hosts(self, fates: list[str]) -> None:
        parts = FrailApplication()
        schedule(parts)
        async with home(parts) as first, beside(first) as second:
            ann = await target(first)
            bo = await second.player("bo")
            parts.bus.fates.extend(fates)
            await hit(bo, 6)
            await ann.wait(lambda each: each.get("offset") == 11)
            assert in_order(ann)
            assert not parts.bus.fates
            assert parts.faults == second.parts.faults == []

    async def test_reaches_who_comes_back_to_another_host(self) -> None:
        async with home() as first, beside(first) as second:
            ann = await target(first)
            held = ann.frames[-1]
            bo = await second.player("bo")
            await ann.close()
            await hit(bo, 5)
            again = await second.open("ann")
            resume = {"epoch": held["epoch"], "offset": held["offset"]}
            answer = await again.ask("subscribe", channel=private("ann"), **resume)
            assert answer["recovered"] is True
            await hit(bo, 1)
            await again.wait(lambda each: each.get("offset") == held["offset"] + 6)
            assert again.offsets() == list(range(held["offset"] + 1, held["offset"] + 7))

    async def test_of_who_did_not_read_is_brought_up_to_date(self) -> None:
        async with home(**NARROW) as host:
            ann = await target(host, receives=FEW)
            shooters = [await host.player(name) for name in ("bo", "cy", "di")]
            socket = await stall(host, ann, "ann")
            kept = unsent(socket)
            await asyncio.gather(*(hit(each, 8) for each in shooters))
            assert unsent(socket) <= kept
            await ann.wait(lambda each: each.get("offset") == 5 + 24)
            assert in_order(ann)
            await hit(shooters[0], 1)
            await ann.wait(lambda each: each.get("offset") == 5 + 25)
            assert host.parts.faults == []

    async def test_that_was_told_of_more_than_the_log_has_asks_it_only_now_and_then(self) -> None:
        parts = CountingApplication()
        schedule(parts)
        async with home(parts, **NARROW) as host:
            ann, bo = await target(host, receives=FEW), await host.player("bo")
            await stall(host, ann, "ann")
            await hit(bo, 1)
            epoch = next(each["epoch"] for each in ann.frames if each["type"] == "message")
            never = BusMessage(private("ann"), epoch, 1000, b"never")
            parts.bus.publish(room_topic(ROOM), encode_messages([never]))
            reads = parts.log.reads
            for _ in range(30):
                await bo.ask("ping")
            assert parts.log.reads - reads <= 3
            await hit(bo, 2)
            await ann.wait(lambda each: each.get("offset") == 5 + 3)
            assert in_order(ann)


class TestValueChannel:
    async def test_of_who_did_not_read_shows_one_snapshot_the_latest(self) -> None:
        async with home(**NARROW) as host:
            ann, bo = await host.open("ann", FEW), await host.player("bo")
            host.parts.rebuild(ROOM)
            for each in (ann, bo):
                await each.ask("subscribe", channel=f"codebattle/{BATTLE}/board")
            await stall(host, ann, "ann")
            shown = [each for each in ann.frames if each["type"] == "message"]
            for number in range(1, 10):
                bo.say("codebattle.answer", room=BATTLE, question=f"q{number}", answer="!")
                await bo.wait(lambda each: each["type"] == "message")
            latest = bo.frames[-1]["offset"]
            assert latest >= 9
            snapshot = await ann.wait(lambda each: each["type"] == "message")
            while snapshot in shown or snapshot["offset"] < 5:
                snapshot = await ann.wait(lambda each: each["type"] == "message")
            assert (snapshot["offset"], "base" in snapshot) == (latest, False)
            assert snapshot["data"]["rows"][0][:2] == ["bo", 45], snapshot


class TestSlowness:
    async def test_that_lasts_ends_with_a_named_close(self) -> None:
        async with home(**NARROW, slow_seconds=0.2, linger_seconds=5) as host:
            ann, bo = await host.open("ann", FEW), await host.player("bo")
            socket = await stall(host, ann, "ann")
            await eventually(lambda: not socket.is_open)
            assert await ann.end() == 4009
            assert ann.frames == [{"type": "closing", "code": 4009, "reason": "too_slow"}]
            assert (await bo.ask("ping"))["type"] == "pong"

    async def test_that_does_not_end_is_not_waited_for(self) -> None:
        async with home(**NARROW, slow_seconds=0.1, linger_seconds=0.1) as host:
            ann = await target(host, receives=FEW)
            bo = await host.player("bo")
            await stall(host, ann, "ann")
            await eventually(lambda: len(host.host.sockets) == 1)
            await hit(bo, 1)
            assert (socket_of(host, "bo").slow, host.server.passing) == (False, set())
            assert await ann.end() is None

    async def test_of_the_host_takes_no_time_from_a_peer(self) -> None:
        async with home(tick_seconds=5, linger_seconds=5) as host:
            ann = await host.open("ann")
            host.server.now -= 10  # as after a long turn of the loop
            bo = await host.call()
            await eventually(lambda: len(host.server.passing) == 1)
            host.host.end("gw.a.1", TOO_SLOW)
            host.server.sweep()
            assert await ann.end() == TOO_SLOW.code
            assert (await bo.request(host.path("bo")))[0] == 101

    async def test_after_a_close_brings_nothing_more(self) -> None:
        """RFC 6455, 5.5.1: after a close frame nothing is sent."""
        async with home(linger_seconds=5) as host:
            ann, bo = await target(host), await host.player("bo")
            newer = await host.open("ann")
            await hit(bo, 3)
            assert (await newer.ask("ping"))["type"] == "pong"
            assert await ann.end() == 4001
            host.host.sockets["gw.a.1"].abort()
            assert await ann.reader.read() == b""
