"""What is asked of one channel while a subscription to it waits for a store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

import pytest

from functions.ws.gateway.host import THREADS
from tests.functions.api_gateway import BATTLE, private
from tests.functions.gateway.loopback import Home, Peer, eventually, home
from tests.functions.gateway.stalling import socket_of
from tests.names import board_channel, presence_channel, rank_channel

HERE = presence_channel(BATTLE)
PLACES = rank_channel(BATTLE)
PLAYER = "account/p-ann"
HOSTED = [private("ann"), board_channel(BATTLE), HERE, PLACES]


@contextmanager
def stores_wait(host: Home) -> Iterator[None]:
    """No store answers this process within the block."""
    gate = Event()
    for _ in range(THREADS):
        host.host.pool.submit(gate.wait)
    try:
        yield
    finally:
        gate.set()


async def asked(peer: Peer, *kinds: str, channel: str) -> None:
    """Ask, and wait for no answer, until the process has read it all; ids count from 1."""
    for number, kind in enumerate(kinds, 1):
        peer.say(kind, str(number), channel=channel)
    assert (await peer.ask("ping"))["type"] == "pong"


async def answers(peer: Peer, count: int) -> list[str]:
    """Return the kinds of the answers to 1, 2…, in the order in which they came."""
    last = str(count)
    if not any(each.get("id") == last for each in peer.frames):
        await peer.wait(lambda each: each.get("id") == last)
    ids = [str(each) for each in range(1, count + 1)]
    found = [each for each in peer.frames if each.get("id") in ids]
    assert [each["id"] for each in found] == ids
    return [each["type"] for each in found]


class TestChannelRequests:
    @pytest.mark.parametrize("channel", [*HOSTED, PLAYER])
    async def test_let_nobody_listen_who_has_left(self, channel: str) -> None:
        async with home() as host:
            ann = await host.player("ann")
            with stores_wait(host):
                await asked(ann, "subscribe", "unsubscribe", channel=channel)
            assert await answers(ann, 2) == ["subscribed", "unsubscribed"]
            assert socket_of(host, "ann").channels == {}
            assert list(host.parts.subscriptions.channels("gw.a.1")) == []
            assert host.parts.coordination.present(channel, host.parts.clock())[0] == 0

    @pytest.mark.parametrize("channel", HOSTED)
    async def test_let_listen_who_has_come_back(self, channel: str) -> None:
        async with home() as host:
            ann = await host.player("ann")
            with stores_wait(host):
                kinds = ["subscribe", "subscribe", "unsubscribe", "subscribe"]
                await asked(ann, *kinds, channel=channel)
            done = ["subscribed", "subscribed", "unsubscribed", "subscribed"]
            assert await answers(ann, 4) == done
            assert list(socket_of(host, "ann").channels) == [channel]

    @pytest.mark.parametrize("channel", [*HOSTED, PLAYER])
    async def test_are_over_for_who_is_gone(self, channel: str) -> None:
        async with home() as host:
            ann, bob = await host.player("ann"), await host.open("bob")
            socket = socket_of(host, "ann")
            with stores_wait(host):
                await asked(ann, "subscribe", "subscribe", channel=channel)
                ann.writer.transport.abort()
                await eventually(lambda: len(host.host.sockets) == 1)
            await eventually(lambda: not host.service.requests._scheduler.size)
            assert socket.channels == {}
            assert (await bob.ask("ping"))["type"] == "pong"
            assert host.parts.faults == []

    async def test_are_not_kept_without_end(self) -> None:
        async with home() as host:
            ann = await host.player("ann")
            with stores_wait(host):
                await asked(ann, "subscribe", *["unsubscribe"] * 33, channel=HERE)
                assert ann.frames[-2]["code"] == "overloaded"
                assert [each.get("id") for each in ann.frames[1:-1]] == ["34"]
            ann.frames.clear()
            assert await answers(ann, 33) == ["subscribed", *["unsubscribed"] * 32]
