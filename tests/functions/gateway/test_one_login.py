"""A player has one live socket, however two logins meet and whoever could not be told of one."""

from __future__ import annotations

import asyncio
from threading import Event

import pytest

from shared.adapters.memory.bus import InMemoryBus
from shared.adapters.memory.sockets import InMemorySubscriptions
from tests.functions.gateway.loopback import beside, eventually, home


class SlowSubscriptions(InMemorySubscriptions):
    """A store that answers its first question when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.answers = Event(), Event()

    def remove_all(self, connection: str) -> list[str]:
        if not self.asked.is_set():
            self.asked.set()
            assert self.answers.wait(60)
        return super().remove_all(connection)


class TestOneLogin:
    async def test_supersedes_an_older_socket(self) -> None:
        async with home() as host:
            older = await host.open("ann")
            newer = await host.open("ann")
            assert await older.end() == 4001
            assert older.frames == [{"type": "closing", "code": 4001, "reason": "superseded"}]
            assert (await newer.ask("ping"))["type"] == "pong"
            await eventually(lambda: len(host.host.sockets) == 1)

    async def test_supersedes_one_on_another_host_though_nobody_could_tell_it(self) -> None:
        async with home(settle_seconds=0.1, tick_seconds=60) as host, beside(host) as other:
            bus = host.parts.bus
            assert isinstance(bus, InMemoryBus)
            bus.down = True
            older, bob = await host.open("ann"), await host.open("bob")
            newer = await other.open("ann")
            assert (await older.ask("ping"))["type"] == "pong"
            bus.mend()
            assert await older.end() == 4001
            assert (await newer.ask("ping"))["type"] == "pong"
            assert (await bob.ask("ping"))["type"] == "pong"

    async def test_supersedes_one_on_another_host_though_what_told_it_was_lost(self) -> None:
        async with home(logins_every=2) as host, beside(host) as other:
            bus = host.parts.bus
            assert isinstance(bus, InMemoryBus)
            names = ("ann", "bob", "cid", "dee", "eve")
            older = {name: await host.open(name) for name in names}
            bus.down = True  # publishing fails, subscriptions do not
            newer = [await other.open(name) for name in names[:4]]
            assert [await older[name].end() for name in names[:4]] == [4001] * 4
            for each in (*newer, older["eve"]):
                assert (await each.ask("ping"))["type"] == "pong"

    async def test_supersedes_one_on_another_host(self) -> None:
        async with home() as first, beside(first) as second:
            older = await first.open("ann")
            newer = await second.open("ann")
            assert await older.end() == 4001
            assert (await newer.ask("ping"))["type"] == "pong"
            back = await first.open("ann")
            assert await newer.end() == 4001
            assert (await back.ask("ping"))["type"] == "pong"

    @pytest.mark.parametrize("elsewhere", [False, True])
    async def test_supersedes_one_that_is_being_let_in(self, *, elsewhere: bool) -> None:
        async with home() as host, beside(host) as other:
            phone = await host.open("ann")
            slow = SlowSubscriptions()
            host.parts.subscriptions = slow
            laptop = await host.call()
            opening = asyncio.ensure_future(laptop.upgrade(host.path("ann")))
            await eventually(slow.asked.is_set)  # while it takes the phone's place
            tablet = await (other if elsewhere else host).open("ann")
            slow.answers.set()
            await opening
            assert (await phone.end(), await laptop.end()) == (4001, 4001)
            assert (await tablet.ask("ping"))["type"] == "pong"
