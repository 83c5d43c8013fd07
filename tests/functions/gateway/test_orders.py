"""Orders to the economy keep neither a host nor each other waiting for a database that is away."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from socket import create_server

import pytest
from msgspec.structs import replace

from functions.ws.gateway.host import THREADS
from functions.ws.gateway.limits import Bounds
from shared.kernel.trace import id_in
from tests.functions.gateway.loopback import Frame, Home, Peer, eventually, home, told
from tests.functions.gateway.test_ending import health
from tests.functions.slow_economy import AWAY, SlowEconomy
from tests.gateway_host import GatewayApplication
from tests.runtime.test_spans import CLIENTS


def order(peer: Peer, listing: int) -> asyncio.Task[Frame]:
    """Ask, and ask for a pong: when one of the two answers is there the order has been taken."""
    key = peer.say("economy", command={"do": "cancel", "listing": listing})
    peer.say("ping")
    return asyncio.create_task(peer.wait(lambda each: each["id"] == key))


async def taken(peers: Sequence[Peer]) -> None:
    await eventually(lambda: all(each.frames for each in peers))


async def peers(host: Home, size: int) -> list[Peer]:
    return [await host.open(f"p{number}") for number in range(size)]


def is_busy(answer: Frame) -> bool:
    return (answer.get("code"), answer.get("retry_after")) == ("busy", 2.0)


class TestOrders:
    async def test_wait_in_a_line_while_the_books_are_well(self) -> None:
        async with home(orders=Bounds(2, 3, 60)) as host:
            economy = host.parts.economy = SlowEconomy()
            crowd = await peers(host, 7)
            orders = [order(each, 1) for each in crowd]
            await eventually(lambda: sum(each.done() for each in orders) == 2)
            assert all(is_busy(each.result()) for each in orders if each.done())
            await taken(crowd)
            economy.answers.set()
            answers = await asyncio.gather(*orders)
            assert sum(each["type"] == "done" for each in answers) == 5
            assert len(economy.asked) == 5

    async def test_are_all_answered_by_the_first_that_gets_no_answer(self) -> None:
        async with home(orders=Bounds(2, 500, 60)) as host:
            economy = host.parts.economy = SlowEconomy()
            ann, bob, *others = await peers(host, 20)
            held, away = order(ann, 1), order(bob, AWAY)
            await eventually(lambda: len(economy.asked) == 2)
            line = [order(each, 2) for each in others]
            await taken(others)
            economy.fails.set()
            assert all(is_busy(each) for each in await asyncio.gather(away, *line))
            assert (held.done(), len(economy.asked)) == (False, 2)
            economy.answers.set()
            assert (await held)["type"] == "done"

    def test_belong_to_the_trace_that_their_client_began(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        async def story() -> None:
            async with home() as host:
                economy = host.parts.economy = SlowEconomy()
                economy.fails.set()
                ann = await host.open("ann")
                asked = {"do": "cancel", "listing": AWAY}
                assert is_busy(await ann.ask("economy", command=asked, trace=CLIENTS))
                assert economy.traces == [CLIENTS]

        told(story)
        assert f'"trace":"{id_in(CLIENTS)}"' in capsys.readouterr().out

    async def test_in_line_are_dropped_when_the_player_is_gone(self) -> None:
        async with home(orders=Bounds(1, 500, 60)) as host:
            economy = host.parts.economy = SlowEconomy()
            ann, bob = await peers(host, 2)
            held = order(ann, 1)
            await eventually(lambda: economy.asked == [1])
            bob.say("economy", command={"do": "cancel", "listing": 2})
            assert (await bob.ask("ping"))["type"] == "pong"
            bob.writer.transport.abort()
            await eventually(lambda: len(host.host.sockets) == 1)
            economy.answers.set()
            assert (await held)["type"] == "done"
            assert (await order(ann, 3))["type"] == "done"
            assert economy.asked == [1, 3]

    async def test_leave_threads_to_others_while_a_database_is_silent(self) -> None:
        with create_server(("127.0.0.1", 0), backlog=512) as silent:
            parts = GatewayApplication()
            url = f"postgresql://rumpus@127.0.0.1:{silent.getsockname()[1]}/rumpus"
            parts.settings = replace(parts.settings, database_url=url, database_connections=1)
            async with home(parts) as host:
                crowd = await peers(host, 4 * THREADS)
                orders = [order(each, 1) for each in crowd]
                await taken(crowd)
                status, _ = await health(host)
                assert (status, sum(each.done() for each in orders) < THREADS) == (200, True)
                assert all(is_busy(each) for each in await asyncio.gather(*orders))
                assert parts.faults == []
