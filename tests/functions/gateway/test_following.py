"""Which battles a process follows, and what is written before it hears of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event

import pytest

from functions.ws.gateway.service import IDLE_EVERY, Service
from functions.ws.gateway.streams import Streams
from shared.adapters.memory.bus import InMemoryBus
from shared.adapters.memory.log import InMemoryLog
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import Attack
from shared.games.codebattle.streams import participant_stream
from shared.kernel.facts import Commit
from shared.runtime.once import once
from shared.wire.bus import host_topic, room_topic
from tests.codec import CODEC
from tests.functions.api_gateway import BATTLE, ROOM, private
from tests.functions.gateway.loopback import Home, Peer, beside, eventually, home, schedule
from tests.gateway_host import GatewayApplication
from tests.memory import START


class WatchedBus(InMemoryBus):
    """Calls `before` when a battle is about to be followed; a topic is in `topics` from then on."""

    def __init__(self) -> None:
        super().__init__()
        self.topics: list[str] = []
        self.before: Callable[[], object] = Event

    def subscribe(self, topic: str, receive: Callable[[str, bytes], None]) -> None:
        if topic == room_topic(ROOM):
            self.before()
        self.topics.append(topic)
        super().subscribe(topic, receive)

    def unsubscribe(self, topic: str, receive: Callable[[str, bytes], None]) -> None:
        self.topics.remove(topic)
        super().unsubscribe(topic, receive)


class HeldLog(InMemoryLog):
    """What is read first of the stream `holds` is handed over when `gate` is set."""

    def __init__(self) -> None:
        super().__init__(CODEC)
        self.holds, self.was_read, self.gate = "", Event(), Event()

    def latest(self, stream: str, limit: int = 16) -> Sequence[Commit]:
        found = super().latest(stream, limit)
        if stream == self.holds:
            self.holds = ""
            self.was_read.set()
            assert self.gate.wait(60)
        return found


class WatchedApplication(GatewayApplication):
    @once
    def bus(self) -> WatchedBus:
        return WatchedBus()

    @once
    def log(self) -> HeldLog:
        return HeldLog()


def watched() -> WatchedApplication:
    parts = WatchedApplication()
    schedule(parts)
    return parts


def service(host: Home) -> Service:
    return host.service


def streams(host: Home) -> Streams:
    return service(host).streams


async def armed(host: Home, name: str) -> Peer:
    """One who has joined, and has points to lose and arrows: the stream is at 5."""
    peer = await host.player(name)
    for number in (9, 8, 7, 6):
        await peer.ask("codebattle.answer", room=BATTLE, question=f"q{number}", answer="!")
    return peer


def attack(host: Home, target: str) -> None:
    """Have bo attack by what tells nobody."""
    host.parts.handle(
        CODE_BATTLE, Attack(START, BATTLE, "bo", target), by="p-bo", command_id=f"at {target}"
    )


class TestFollowing:
    async def test_leaves_alone_what_was_refused(self) -> None:
        parts = watched()
        async with home(parts) as host:
            ann = await host.open("ann")
            names = [f"codebattle/no-such-{each}/player/ann@ann" for each in range(20)]
            codes = set()
            for name in [*names, private("ann"), private("bo")]:
                codes.add((await ann.ask("subscribe", channel=name))["code"])
            assert codes == {"unknown_room", "unknown_channel", "not_allowed"}
            assert parts.bus.topics == [host_topic("a")]
            assert len(streams(host)._channels) == 0

    async def test_begins_once_a_battle_and_misses_nothing_written_before(self) -> None:
        parts = watched()
        async with home(parts) as host, beside(host) as other:
            ann = await armed(other, "ann")
            await armed(other, "bo")
            parts.bus.before = lambda: attack(other, "ann")
            again = await host.open("ann")
            for offset in (5, 6):
                answer = await again.ask("subscribe", channel=private("ann"))
                assert answer["offset"] == offset
                await again.wait(lambda each: each.get("offset") == 6)
            assert parts.bus.topics.count(room_topic(ROOM)) == 1
            assert await ann.end() == 4001

    async def test_misses_nothing_of_who_was_read_before_and_joined_after(self) -> None:
        parts = watched()
        async with home(parts) as host, beside(host) as other:
            await armed(other, "bo")
            await armed(other, "cy")
            ann, cy = await armed(host, "ann"), await host.open("cy")
            parts.log.holds = participant_stream(BATTLE, "cy")
            cy.say("subscribe", channel=private("cy"))
            await eventually(parts.log.was_read.is_set)
            attack(other, "cy")
            await ann.ask("subscribe", channel=private("ann"))
            await eventually(lambda: streams(host).rooms.is_active(ROOM))
            parts.log.gate.set()
            hit = await cy.wait(lambda each: each.get("event") == "attack.received")
            assert hit["offset"] == 6

    async def test_ends_some_time_after_the_last_listener_and_begins_anew(self) -> None:
        parts = watched()
        async with home(parts, tick_seconds=0.005) as host, beside(host) as other:
            ann = await armed(host, "ann")
            await armed(other, "bo")
            topic = room_topic(ROOM)
            held = await ann.ask("subscribe", channel=private("ann"))
            assert topic in parts.bus.topics
            await ann.ask("unsubscribe", channel=private("ann"))
            await eventually(lambda: topic not in parts.bus.topics)
            attack(other, "ann")
            resume = {"epoch": held["epoch"], "offset": held["offset"]}
            answer = await ann.ask("subscribe", channel=private("ann"), **resume)
            assert (answer["recovered"], answer["offset"]) == (True, 6)
            await eventually(lambda: streams(host).rooms.is_active(ROOM))
            end = service(host)._ticks + 3 * IDLE_EVERY
            await eventually(lambda: service(host)._ticks > end)
            assert parts.bus.topics.count(topic) == 1

    @pytest.mark.parametrize("soon", [True, False], ids=["at once", "when it hears"])
    async def test_trusts_nothing_that_it_knew_before(self, soon: bool) -> None:
        parts = watched()
        async with home(parts) as host, beside(host) as other:
            await armed(host, "ann")
            bo = await armed(host, "bo")
            moved = await other.open("ann")
            held = await moved.ask("subscribe", channel=private("ann"))
            attack(other, "ann")
            await bo.ask("subscribe", channel=private("bo"))
            await eventually(lambda: soon or streams(host).rooms.is_active(ROOM))
            back = await host.open("ann")
            resume = {"epoch": held["epoch"], "offset": held["offset"]}
            answer = await back.ask("subscribe", channel=private("ann"), **resume)
            assert (answer["recovered"], answer["offset"]) == (True, 6)
