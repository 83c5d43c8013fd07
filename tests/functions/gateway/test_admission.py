"""Who is let in, who is not, and what a slow or a huge request gets."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest
from websockets.asyncio.client import connect

from shared.kernel.players import Identity
from tests.functions.gateway.gated import SlowTickets
from tests.functions.gateway.loopback import KEY, Peer, eventually, home, serves
from tests.realtime.peer import sent


class TestRequest:
    async def test_with_a_ticket_opens_a_socket_for_any_client(self) -> None:
        async with home() as host, connect(host.url("ann"), compression="deflate") as socket:
            assert socket.subprotocol is None
            [deflate] = socket.protocol.extensions
            assert deflate.name == "permessage-deflate"
            await socket.send(["{", '"type":"ping",', '"id":"1"}'])
            assert await socket.recv() == '{"type":"pong","id":"1"}'
            await (await socket.ping())

    async def test_without_compression_gets_a_socket_without_it(self) -> None:
        async with home() as host, connect(host.url("ann"), compression=None) as socket:
            assert socket.protocol.extensions == []
            await socket.send('{"type":"ping","id":"1"}')
            assert await socket.recv() == '{"type":"pong","id":"1"}'

    async def test_with_a_token_opens_one_too(self) -> None:
        async with home() as host:
            token = host.parts.tokens.sign(Identity("p-ann", "ann"), host.parts.clock(), 60)
            fields = {"Authorization": f"Bearer {token}"}
            url = f"ws://127.0.0.1:{host.port}/"
            async with connect(url, additional_headers=fields) as socket:
                await socket.send('{"type":"ping","id":"1"}')
                assert await socket.recv() == '{"type":"pong","id":"1"}'

    @pytest.mark.parametrize(
        "target",
        ["/", "/?ticket=", "/?ticket=forged", "/?ticket={0}&ticket={0}", "//[?ticket={0}&"],
    )
    async def test_without_a_good_ticket_is_forbidden(self, target: str) -> None:
        async with home() as host:
            peer = await host.call()
            status, _ = await peer.request(target.format("x"))
            assert status == 403
            assert await peer.reader.read() == b"bad_ticket"
            assert host.parts.faults == []

    async def test_that_is_none_for_a_socket_costs_no_ticket(self) -> None:
        async with home() as host:
            path = host.path("ann")
            assert (await (await host.call()).request(path, ""))[0] == 426
            assert (await (await host.call()).request(path))[0] == 101
            assert (await (await host.call()).request(path))[0] == 403

    @pytest.mark.parametrize(
        ("raw", "status"),
        [
            (b"POST / HTTP/1.1\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nno field\r\n\r\n", 400),
            (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nX: " + b"x" * 9000, 431),
            (b"GET / HTTP/1.1\r\nX: " + b"x" * 30_000 + b"\r\n\r\n", 431),
            (b"x" * 9000, 431),
        ],
    )
    async def test_that_is_malformed_or_huge_is_refused(self, raw: bytes, status: int) -> None:
        async with home() as host:
            peer = await host.call()
            peer.send(raw)
            assert (await peer.answer())[0] == status
            await eventually(lambda: not host.server.passing)
            await serves(host)

    async def test_may_bring_the_first_frame_along(self) -> None:
        async with home() as host:
            peer = await host.call()
            peer.send(
                f"GET {host.path('ann')} HTTP/1.1\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                f"Sec-WebSocket-Key: {KEY}\r\n\r\n".encode()
                + sent('{"type":"ping","id":"early"}')
            )
            assert (await peer.answer())[0] == 101
            assert await peer.next() == {"type": "pong", "id": "early"}


async def answered(peer: Peer) -> int | None:
    """Return the status; None if the end came before it, as for one who talks on it may."""
    try:
        return (await peer.answer())[0]
    except (asyncio.IncompleteReadError, ConnectionError):
        return None


class TestSlowness:
    async def test_of_requests_is_ended_and_others_come_in(self) -> None:
        async with home(head_seconds=0.5) as host:
            drip = [await host.call() for _ in range(100)]
            for peer in drip:
                peer.send(b"GET / HTTP/1.1\r\nX: ")
            await serves(host)

            def drips_until_all_are_cut_off() -> bool:
                for peer in drip[50:]:
                    peer.send(b"x")
                return not host.server.passing

            await eventually(drips_until_all_are_cut_off)
            answers = [await answered(each) for each in drip]
            assert set(answers[:50]) == {408}
            assert set(answers[50:]) <= {408, None}

    async def test_of_the_store_is_not_that_of_a_request(self) -> None:
        async with home(head_seconds=0.1) as host:
            tickets = host.parts.tickets = SlowTickets()
            peer = await host.call()
            asking = asyncio.ensure_future(peer.request(host.path("ann")))
            await eventually(tickets.asked.is_set)
            later = host.host.now + 1
            await eventually(lambda: host.host.now > later)
            tickets.answers.set()
            assert (await asking)[0] == 101

    async def test_of_the_store_bounds_what_is_kept_of_who_talks_on(self) -> None:
        async with home() as host:
            tickets = host.parts.tickets = SlowTickets()
            peer = await host.call()
            asking = asyncio.ensure_future(peer.request(host.path("ann")))
            await eventually(tickets.asked.is_set)
            peer.send(b"x" * 200_000)
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                assert (await asking)[0] == 400
            tickets.answers.set()
