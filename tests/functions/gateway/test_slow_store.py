"""A slow store keeps a bounded line waiting, and nobody loses a place to one who is refused."""

from __future__ import annotations

import asyncio

from functions.ws.gateway.limits import Bounds
from functions.ws.gateway.service import Service
from tests.functions.api_gateway import BATTLE
from tests.functions.gateway.gated import Gate, SlowLog, SlowLogins, SlowTickets
from tests.functions.gateway.loopback import Frame, Home, Peer, eventually, home, schedule
from tests.gateway_host import GatewayApplication

ALONE_WITH_ONE_IN_LINE = Bounds(1, 1, 60)


async def asks(host: Home, name: str) -> tuple[Peer, asyncio.Task[tuple[int, str]]]:
    """Ask for a socket; the request has been read when this returns."""
    peer = await host.call()
    coming = host.server._admission._count + 1
    task = asyncio.create_task(peer.request(host.path(name)))
    await eventually(lambda: host.server._admission._count == coming)
    return peer, task


async def serves(peer: Peer) -> bool:
    return bool((await peer.ask("ping"))["type"] == "pong")


async def passed(host: Home, gate: Gate, name: str) -> Peer:
    """One who has a socket already, from before the store became slow."""
    gate.answers.set()
    peer = await host.open(name)
    await eventually(lambda: not host.host.claiming)
    gate.answers.clear()
    gate.asked.clear()
    gate.times = 0
    return peer


class TestUpgrades:
    async def test_beyond_the_line_are_refused_at_once_and_cost_no_store(self) -> None:
        async with home(upgrades=ALONE_WITH_ONE_IN_LINE) as host:
            tickets = host.parts.tickets = SlowTickets()
            phone = await passed(host, tickets, "cid")
            (_, ann), (_, bob) = await asks(host, "ann"), await asks(host, "bob")
            _, cid = await asks(host, "cid")
            status, head = await cid
            assert (status, "Retry-After: " in head) == (503, True)
            await eventually(tickets.asked.is_set)
            assert tickets.times == 1
            tickets.answers.set()
            assert ((await ann)[0], (await bob)[0]) == (101, 101)
            assert await serves(phone)

    async def test_are_not_begun_for_who_has_hung_up(self) -> None:
        async with home(upgrades=Bounds(1, 5, 60)) as host:
            tickets = host.parts.tickets = SlowTickets()
            _, ann = await asks(host, "ann")
            gone, bob = await asks(host, "bob")
            _, cid = await asks(host, "cid")
            gone.writer.transport.abort()
            await asyncio.wait([bob])
            assert bob.exception() is not None
            await serving_still(host)
            tickets.answers.set()
            assert ((await ann)[0], (await cid)[0]) == (101, 101)
            assert tickets.times == 2

    async def test_wait_no_longer_than_they_may_though_the_store_answers_nobody(self) -> None:
        async with home(upgrades=Bounds(1, 5, 0.1)) as host:
            tickets = host.parts.tickets = SlowTickets()
            _, ann = await asks(host, "ann")
            await eventually(tickets.asked.is_set)
            _, bob = await asks(host, "bob")
            assert (await bob)[0] == 503
            assert (ann.done(), tickets.times) == (False, 1)
            tickets.answers.set()
            assert (await ann)[0] == 101

    async def test_leave_threads_to_the_check_of_health(self) -> None:
        async with home(upgrades=Bounds(16, 100, 600)) as host:
            tickets = host.parts.tickets = SlowTickets()
            coming = [await asks(host, f"p{number}") for number in range(100)]
            await serving_still(host)
            tickets.answers.set()
            assert {(await task)[0] for _, task in coming} == {101}


async def serving_still(host: Home) -> None:
    status, _ = await (await host.call()).request("/health/ws", "")
    assert status == 200


class TestLogin:
    async def test_is_not_taken_by_who_hung_up_before_the_socket_was_open(self) -> None:
        async with home() as host:
            tickets = host.parts.tickets = SlowTickets()
            phone = await passed(host, tickets, "ann")
            mine = host.parts.logins.current("p-ann")
            laptop, asking = await asks(host, "ann")
            await eventually(tickets.asked.is_set)
            laptop.writer.transport.abort()
            await asyncio.wait([asking])
            assert asking.exception() is not None
            await serving_still(host)  # what came after it was read, and so was its end
            tickets.answers.set()
            await eventually(lambda: not host.host.claiming)
            assert host.parts.logins.current("p-ann") == mine
            assert await serves(phone)

    async def test_is_taken_when_the_socket_is_open_and_not_before(self) -> None:
        async with home() as host:
            logins = host.parts.logins = SlowLogins()
            phone = await passed(host, logins, "ann")
            laptop = await host.open("ann")
            await eventually(logins.asked.is_set)
            assert (await serves(phone), await serves(laptop)) == (True, True)
            logins.answers.set()
            assert await phone.end() == 4001
            assert await serves(laptop)

    async def test_stays_with_the_older_socket_where_the_store_fails(self) -> None:
        async with home() as host:
            logins = host.parts.logins = SlowLogins()
            phone = await passed(host, logins, "ann")
            mine = logins.current("p-ann")
            logins.fails = True
            laptop = await host.open("ann")
            logins.answers.set()
            assert await laptop.end() == 1013
            assert await serves(phone)
            assert logins.current("p-ann") == mine
            assert [type(each) for each in host.parts.faults] == [ConnectionError]

    async def test_is_given_up_after_it_was_taken_for_who_has_left_meanwhile(self) -> None:
        async with home() as host:
            logins = host.parts.logins = SlowLogins()
            laptop = await host.open("ann")
            await eventually(logins.asked.is_set)
            laptop.writer.transport.abort()
            await eventually(lambda: not host.host.sockets)
            logins.answers.set()
            await eventually(lambda: not host.host.claiming)
            await eventually(lambda: logins.current("p-ann") is None)

    async def test_that_is_on_its_way_is_no_newer_one(self) -> None:
        async with home() as host:
            logins = host.parts.logins = SlowLogins()
            await passed(host, logins, "ann")
            laptop = await host.open("ann")
            await eventually(logins.asked.is_set)
            service = host.service
            assert isinstance(service, Service)
            service.logins.compare()
            await eventually(lambda: not service.logins._asking)
            assert await serves(laptop)
            logins.answers.set()


class TestSubscriptions:
    async def test_beyond_the_line_are_told_to_come_again(self) -> None:
        parts = GatewayApplication()
        log = parts.log = SlowLog()
        schedule(parts)
        async with home(parts, subscriptions=ALONE_WITH_ONE_IN_LINE) as host:
            crowd = [await host.player(f"p{number}") for number in range(3)]
            log.holds = True
            asked = [await subscribes(each, f"p{n}") for n, each in enumerate(crowd)]
            answer = await asked[2]
            assert (answer["code"], answer["retry_after"] >= 1) == ("overloaded", True)
            await eventually(log.asked.is_set)
            assert log.times == 1
            log.answers.set()
            assert {(await each)["type"] for each in asked[:2]} == {"subscribed"}
            assert host.parts.faults == []


async def subscribes(peer: Peer, name: str) -> asyncio.Task[Frame]:
    """Ask; a pong says that it was taken."""
    key = peer.say("subscribe", channel=f"codebattle/{BATTLE}/player/{name}@{name}")
    await peer.ask("ping")
    frames = list(peer.frames)

    async def answer() -> Frame:
        found = [each for each in frames if each.get("id") == key]
        return found[0] if found else await peer.wait(lambda each: each.get("id") == key)

    return asyncio.create_task(answer())
