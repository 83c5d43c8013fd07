"""A client that something else than a Rumpus answers, or that meets what nobody expected."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from client import Account, Closed, Connection, Link, ProtocolError, Rumpus
from tests.client.live_host import LiveHost, eventually
from tests.client.story import Listener, told

FOREIGN = [
    pytest.param(httpx.Response(200, text="<html>Sign in</html>"), id="page"),
    pytest.param(httpx.Response(200, content=b"\xff\xfe\xfd"), id="no text"),
    pytest.param(httpx.Response(302, headers={"Location": "http://hotel"}), id="redirect"),
    pytest.param(httpx.Response(200, json={"url": "ws://host"}), id="half a grant"),
    pytest.param(httpx.Response(200, json=["ticket"]), id="list"),
    pytest.param(httpx.Response(200, json=None), id="nothing"),
]


def rumpus_of(answer: httpx.Response) -> Rumpus:
    return Rumpus("http://host", transport=httpx.MockTransport(lambda _: answer))


def account() -> Account:
    return Account("p", "ann", "token", "refresh")


class TestForeignAnswer:
    @pytest.mark.parametrize("answer", FOREIGN)
    async def test_is_an_error_of_the_protocol(self, answer: httpx.Response) -> None:
        async with rumpus_of(answer) as rumpus:
            ann = account()
            for asked in (
                rumpus.ticket_url(ann),
                rumpus.sign_up("ann"),
                rumpus.refresh(ann),
            ):
                with pytest.raises(ProtocolError) as error:
                    await asked
                assert error.value.code == "http"
            assert (ann.token, ann.refresh_token) == ("token", "refresh")

    @pytest.mark.parametrize("answer", FOREIGN)
    def test_is_waited_out_as_a_portal_is_passed_in_time(self, answer: httpx.Response) -> None:
        async def story(host: LiveHost, rumpus: Rumpus) -> None:
            ann, portal, foreign = await rumpus.sign_up("ann"), rumpus_of(answer), 1

            async def ticket_url() -> str:
                nonlocal foreign
                foreign -= 1
                return await (rumpus if foreign < 0 else portal).ticket_url(ann)

            async with Connection(ticket_url, chance=lambda: 0.01) as game:
                ear = Listener(game)
                foreign = 2
                host.cut()
                await eventually(lambda: "resumed" in ear.links())
                await game.ping()
                assert foreign < 0
            await portal.close()

        told(story)


class TestWhatNobodyExpected:
    async def test_ends_an_entry_with_its_cause(self) -> None:
        async def ticket_url() -> str:
            raise KeyError("url")

        async with asyncio.timeout(60):
            with pytest.raises(Closed, match="fault") as error:
                await Connection(ticket_url).__aenter__()
        assert isinstance(error.value.__cause__, ExceptionGroup)
        assert error.value.__cause__.subgroup(KeyError) is not None

    def test_ends_the_events_of_a_connection(self) -> None:
        async def story(host: LiveHost, rumpus: Rumpus) -> None:
            ann, urls = await rumpus.sign_up("ann"), 0

            async def ticket_url() -> str:
                nonlocal urls
                urls += 1
                if urls > 1:
                    raise KeyError("url")
                return await rumpus.ticket_url(ann)

            async with Connection(ticket_url) as game:
                ear = Listener(game)
                host.cut()
                await ear.task
                assert ear.heard[-1] == Link("closed", "fault")
                with pytest.raises(Closed, match="fault"):
                    await game.ping()

        told(story)
