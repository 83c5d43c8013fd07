"""A process takes its own messages once: what the bus brings back of them is passed over."""

from __future__ import annotations

from collections.abc import Sequence

from functions.ws.gateway.echoes import MOST, Echoes
from shared.adapters.memory.bus import InMemoryBus
from shared.wire.bus import BusMessage, room_topic
from tests.functions.api_gateway import BATTLE, ROOM, private
from tests.functions.gateway.loopback import Home, beside, eventually, home


class TestEchoes:
    def test_are_known_once(self) -> None:
        heard: list[bytes] = []
        bus = InMemoryBus()
        bus.subscribe("t", lambda _, message: heard.append(message))
        echoes = Echoes(bus)
        assert echoes.publish("t", b"own") == 1
        assert heard == [b"own"]
        assert [echoes.has(each) for each in (b"other", b"own", b"own")] == [False, True, False]

    def test_that_never_came_are_forgotten(self) -> None:
        echoes = Echoes(InMemoryBus())
        for number in range(MOST + 1):
            echoes.publish("t", b"%d" % number)
        assert not echoes.has(b"0")
        assert echoes.has(b"%d" % MOST)

    async def test_are_passed_over_where_they_come_from_and_taken_elsewhere(self) -> None:
        async with home() as first, beside(first) as second:
            for host, name in ((first, "ann"), (second, "bo")):
                player = await host.player(name)
                await player.ask("subscribe", channel=private(name))
            here, there = taken(first), taken(second)
            published: list[bytes] = []
            assert isinstance(first.parts.bus, InMemoryBus)
            first.parts.bus.subscribe(room_topic(ROOM), lambda _, each: published.append(each))
            ann = first.peers[0]
            ann.say("codebattle.answer", room=BATTLE, question="q1", answer="!")
            await ann.wait(lambda each: each.get("event") == "answer.solved")
            await eventually(lambda: bool(published and there))
            first.parts.bus.publish(room_topic(ROOM), published[0])  # not its own a second time
            await eventually(lambda: bool(here))
            assert len(here) == 1
            assert here[0] == there[0]


def taken(host: Home) -> list[Sequence[BusMessage]]:
    """Note what a process takes from the bus from now on, and pass it on."""
    streams, found = host.service.streams, list[Sequence[BusMessage]]()
    publish = streams.publish

    def note(messages: Sequence[BusMessage]) -> None:
        found.append(messages)
        publish(messages)

    vars(streams)["publish"] = note
    return found
