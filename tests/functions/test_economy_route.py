"""What waits for the economy's database keeps no other route waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import httpx
from starlette.types import ASGIApp

from functions.http.api import create_app
from functions.http.bounded import ECONOMY_THREADS, Bounded, bounded
from functions.http.routes import Routes
from shared.kernel.players import Identity
from tests.functions.gateway.loopback import eventually
from tests.functions.slow_economy import AWAY, SlowEconomy
from tests.memory import MemoryApplication

MANY = 100
"""Requests at once, more than there are threads."""


class Api:
    """Clients of one process, all at once."""

    def __init__(self, http: httpx.AsyncClient, parts: MemoryApplication, app: Bounded) -> None:
        self.http = http
        self.app = app
        self.parts = parts
        self.economy = parts.economy = SlowEconomy()

    def order(self, name: str, listing: int) -> asyncio.Task[httpx.Response]:
        token = self.parts.tokens.sign(Identity(name, name), self.parts.clock(), 60)
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k1"}
        body = {"do": "cancel", "listing": listing}
        asked = self.http.post("/v1/economy/commands", headers=headers, json=body)
        return asyncio.create_task(asked)

    def orders(self, count: int) -> list[asyncio.Task[httpx.Response]]:
        return [self.order(f"p{number}", 1) for number in range(count)]


@asynccontextmanager
async def api() -> AsyncIterator[Api]:
    parts = MemoryApplication()
    made: list[Bounded] = []

    def within(app: ASGIApp, routes: Routes) -> Bounded:
        made.append(bounded(app, routes))
        return made[0]

    transport = httpx.ASGITransport(create_app(parts, within=within))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as http:
        await http.get("/health")
        served = Api(http, parts, made[0])
        try:
            yield served
        finally:
            served.economy.answers.set()
            served.economy.fails.set()


def told(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(story(), 15))


class TestRoutes:
    def test_of_others_are_served_while_no_order_is_answered(self) -> None:
        async def story() -> None:
            async with api() as served:
                orders = served.orders(MANY)
                await eventually(lambda: len(served.economy.asked) >= ECONOMY_THREADS)
                for _ in range(MANY):
                    assert (await served.http.get("/health")).status_code == 200
                assert not any(each.done() for each in orders)
                served.economy.answers.set()
                answers = await asyncio.gather(*orders)
                assert {each.status_code for each in answers} == {200}

        told(story)

    def test_are_all_answered_by_the_first_that_gets_no_answer(self) -> None:
        async def story() -> None:
            async with api() as served:
                held = served.orders(ECONOMY_THREADS - 1)
                away = served.order("away", AWAY)
                await eventually(lambda: len(served.economy.asked) == ECONOMY_THREADS)
                line = [served.order(f"later{number}", 1) for number in range(MANY)]
                await eventually(lambda: served.app._economy.threads.waiting == MANY)
                served.economy.fails.set()
                answers = await asyncio.gather(away, *line)
                assert {each.status_code for each in answers} == {503}
                assert {each.headers["Retry-After"] for each in answers} == {"2"}
                assert not any(each.done() for each in held)
                assert len(served.economy.asked) == ECONOMY_THREADS
                served.economy.answers.set()
                assert {each.status_code for each in await asyncio.gather(*held)} == {200}

        told(story)
