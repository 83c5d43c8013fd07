"""What a hostile peer gets from the gateway: a named end, and the others are served on."""

from __future__ import annotations

import pytest

from shared.realtime.websocket import BINARY, CLOSE, CONTINUATION, PING, PONG
from tests.functions.gateway.loopback import eventually, home, serves
from tests.functions.gateway.stalling import socket_of, unsent
from tests.realtime.peer import announced, sent

MUCH = 16 << 20
"""More bytes than all buffers on the way take."""


class TestFrames:
    @pytest.mark.parametrize(
        ("wire", "code"),
        [
            (sent("{}", mask=None), 1002),
            (sent("{}", reserved=4), 1002),
            (sent("{}", 3), 1002),
            (sent("{}", CONTINUATION), 1002),
            (sent("{}", PING, fin=False), 1002),
            (sent("x" * 126, PING), 1002),
            (sent(b"\x00", CLOSE), 1002),
            (sent(b"\xff"), 1007),
            (announced(1 << 62), 1009),
            (sent("x" * 40_000, fin=False) + sent("x" * 40_000, CONTINUATION), 1009),
            (b"GET / HTTP/1.1\r\n\r\n", 1002),
        ],
    )
    async def test_against_the_protocol_close_the_socket(self, wire: bytes, code: int) -> None:
        async with home() as host:
            peer = await host.open("ann")
            peer.send(wire + sent('{"type":"ping","id":"late"}'))
            assert await peer.end() == code
            assert peer.frames == []
            await eventually(lambda: not host.host.sockets)
            await serves(host)
            assert host.parts.faults == []

    async def test_in_fragments_with_pings_between_are_one_frame(self) -> None:
        async with home() as host:
            peer = await host.open("ann")
            wire = sent('{"type":"pi', fin=False) + sent("now", PING) + sent("", PONG)
            for byte in wire + sent('ng","id":"whole"}', CONTINUATION):
                peer.send(bytes((byte,)))
            assert await peer.read() == (PONG, b"now")
            assert await peer.next() == {"type": "pong", "id": "whole"}

    async def test_of_bytes_are_read_as_text_is(self) -> None:
        async with home() as host:
            peer = await host.open("ann")
            peer.send(sent('{"type":"ping","id":"b"}', BINARY))
            assert await peer.next() == {"type": "pong", "id": "b"}

    async def test_after_a_close_are_not_read(self) -> None:
        async with home() as host:
            peer = await host.open("ann")
            peer.send(sent((1000).to_bytes(2), CLOSE) + sent('{"type":"ping","id":"x"}'))
            assert await peer.end() == 1000
            assert peer.frames == []
            assert await peer.reader.read() == b""


class TestFlood:
    async def test_ends_with_a_named_close_while_others_are_served(self) -> None:
        async with home() as host:
            other = await host.open("bo")
            flood = await host.open("ann")
            for _ in range(5000):
                flood.say("ping")
            assert (await other.ask("ping"))["type"] == "pong"
            assert await flood.end() == 1008
            assert flood.frames[-1] == {"type": "closing", "code": 1008, "reason": "policy"}
            kinds = [each["type"] for each in flood.frames]
            assert kinds == ["pong"] * 40 + ["error"] * 100 + ["closing"]
            assert (await other.ask("ping"))["type"] == "pong"
            await serves(host, "ann")

    @pytest.mark.parametrize(
        "flood",
        [
            sent("", PONG),
            sent("", PING),
            sent("", CONTINUATION, fin=False),
            sent('{"type":"ping","id":"x"}'.ljust(30_000)),
        ],
        ids=["pongs", "pings", "empty fragments", "bytes"],
    )
    async def test_of_any_frames_waits_unread_while_others_are_served(self, flood: bytes) -> None:
        async with home(tick_seconds=1000) as host:
            other, peer = await host.open("bo"), await host.open("ann")
            socket = socket_of(host, "ann")
            peer.send(sent("", fin=False) if flood[0] == CONTINUATION else b"")
            peer.send(flood * (MUCH // len(flood)))
            await eventually(lambda: host.server.throttle.holds(socket))
            for _ in range(10):
                assert (await other.ask("ping"))["type"] == "pong"
            assert socket.transport is not None
            assert not socket.transport.is_reading()
            assert peer.writer.transport.get_write_buffer_size() > 0
            socket.abort()

    @pytest.mark.parametrize("flood", [sent("", PONG), sent("", PING)], ids=["pongs", "pings"])
    async def test_that_goes_on_is_closed_and_nothing_more_is_read(self, flood: bytes) -> None:
        async with home(throttled_ticks=3, linger_seconds=30) as host:
            peer = await host.open("ann")
            socket = socket_of(host, "ann")
            peer.send(flood * (MUCH // len(flood)))
            assert await peer.end() == 1008
            assert peer.frames == [{"type": "closing", "code": 1008, "reason": "policy"}]
            await serves(host)
            assert socket._reader is not None
            assert socket._reader.frames_left == 0
            socket.abort()

    async def test_of_pings_of_the_protocol_is_answered_no_faster_than_it_is_read(self) -> None:
        async with home(slow_seconds=0.3, frames_of_tick=1 << 30, bytes_of_tick=1 << 30) as host:
            flood = await host.open("ann", receives=4096)
            (socket,) = host.host.sockets.values()
            flood.send(sent("x" * 100, PING) * 100_000)
            await eventually(lambda: socket.slow)
            await serves(host)
            assert unsent(socket) < 1 << 20
            await eventually(lambda: not host.host.sockets)


class TestCrowdOfSockets:
    async def test_from_one_address_is_limited_with_a_named_close(self) -> None:
        async with home(sockets_of_address=20) as host:
            peers = [await host.open(f"player-{number}") for number in range(20)]
            for number in range(5):
                late = await host.open(f"late-{number}")
                assert await late.end() == 4008
                closing = {"type": "closing", "code": 4008, "reason": "too_many_connections"}
                assert late.frames == [closing]
                late.writer.close()
            assert (await peers[0].ask("ping"))["type"] == "pong"
            await peers[0].close()
            await eventually(lambda: len(host.host.sockets) == 19)
            await serves(host)

    async def test_is_turned_away_when_the_process_is_full(self) -> None:
        async with home(sockets=2) as host:
            for name in ("ann", "bo"):
                await host.open(name)
            status, head = await (await host.call()).request(host.path("cy"))
            assert (status, "Retry-After: 1" in head) == (503, True)


class TestSilence:
    async def test_ends_a_socket_that_is_no_more(self) -> None:
        async with home(ping_every=1, silent_seconds=0.5) as host:
            silent, alive = await host.open("ann"), await host.open("bo")
            while len(host.host.sockets) > 1:
                assert await alive.read() == (PING, b"")
                alive.send(sent("", PONG))
            (left,) = host.host.sockets.values()
            assert left.session is not None
            assert left.session.identity.username == "bo"
            assert await silent.end() is None

    async def test_of_a_peer_that_was_told_to_go_is_not_waited_for(self) -> None:
        async with home() as host:
            peer = await host.open("ann")
            peer.send(sent("x", reserved=1))
            assert await peer.end() == 1002

            def talks_on_and_is_cut_off() -> bool:
                peer.send(b"x")
                return not host.host.sockets

            await eventually(talks_on_and_is_cut_off)
            assert await peer.reader.read() == b""
