"""A peer that stops reading, and what this process then keeps for it."""

from __future__ import annotations

from typing import Any

from functions.ws.gateway.player_socket import PlayerSocket
from shared.realtime.websocket import PING
from tests.functions.gateway.loopback import Home, Peer, eventually
from tests.realtime.peer import sent

FEW = 4096
"""Bytes of a buffer, so that a peer that does not read is noticed soon."""

NARROW: dict[str, Any] = {"unsent_bytes": 1024, "sends": FEW, "frames_of_tick": 1 << 30}


def unsent(socket: PlayerSocket) -> int:
    """Bytes that this process keeps for a peer."""
    assert socket.transport is not None
    return socket.transport.get_write_buffer_size() + sum(len(each) for each in socket._out)


def socket_of(host: Home, name: str) -> PlayerSocket:
    (found,) = (
        each
        for each in host.host.sockets.values()
        if each.session is not None and each.session.identity.username == name
    )
    return found


async def stall(host: Home, peer: Peer, name: str) -> PlayerSocket:
    """Ask, and take no answers, until the process has noticed."""
    socket = socket_of(host, name)

    def asks_on() -> bool:
        peer.send(sent(b"x" * 125, PING) * 100)
        return socket.slow

    await eventually(asks_on)
    return socket
