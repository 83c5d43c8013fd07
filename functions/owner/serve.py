"""Listens for calls to this process, which owns slots."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from socket import socket
from ssl import SSLContext, SSLError
from typing import cast

from msgspec import DecodeError

from functions.owner.beat import beat, beat_slots
from functions.owner.calls import Calls
from functions.owner.limits import Limits
from shared.runtime.bootstrap import Application
from shared.wire.owner_calls import Alive, AnyAnswer, Frames, NotACall, decode_call, framed
from shared.wire.tunnel import Tunnel, server_context

BACKLOG = 1024

ALIVE_SECONDS = 0.5

GREETING_SECONDS = 5.0
"""Seconds within which a peer must prove that it has the key."""


class Peer(asyncio.Protocol):
    """A calling process; it is read no further while it does not read its answers.

    A peer that does not prove at once that it has the key is disconnected.
    """

    def __init__(self, calls: Calls, context: SSLContext) -> None:
        self._calls = calls
        self._tunnel = Tunnel(context, serves=True)
        self._frames = Frames()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # a listening socket's always is
        asyncio.get_running_loop().call_later(GREETING_SECONDS, self._end_stranger)

    def data_received(self, data: bytes) -> None:
        is_known = self._tunnel.is_open
        try:
            said = self._tunnel.take(data)
            self._send(b"")
            if self._tunnel.is_open and not is_known:
                self._say_alive()
            for each in self._frames.take(said):
                self._calls.take(decode_call(each), self._tell)
        except (SSLError, NotACall, DecodeError):
            self._end()

    def pause_writing(self) -> None:
        if self._transport is not None:
            self._transport.pause_reading()

    def resume_writing(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._transport = None

    def _say_alive(self) -> None:
        """Keep the connection alive while the peer is there and reads what it is sent."""
        if self._transport is not None:
            if not self._transport.get_write_buffer_size():
                self._tell(Alive(0))
            asyncio.get_running_loop().call_later(ALIVE_SECONDS, self._say_alive)

    def _tell(self, answer: AnyAnswer) -> None:
        self._send(framed(answer))

    def _send(self, data: bytes) -> None:
        if self._transport is not None and (sealed := self._tunnel.give(data)):
            self._transport.write(sealed)

    def _end_stranger(self) -> None:
        if not self._tunnel.is_open:
            self._end()

    def _end(self) -> None:
        if self._transport is not None:
            self._transport.abort()


@asynccontextmanager
async def serving(parts: Application, listener: socket, limits: Limits) -> AsyncIterator[Calls]:
    """Serve until the block ends; then give up all slots and finish the calls in progress."""
    loop = asyncio.get_running_loop()
    calls = Calls(parts, limits)
    context = server_context(parts.journal.host.key)
    server = await loop.create_server(lambda: Peer(calls, context), sock=listener, backlog=BACKLOG)
    telling = [asyncio.create_task(each) for each in (beat(parts, calls), beat_slots(parts))]
    try:
        yield calls
    finally:
        for each in telling:
            each.cancel()
        await asyncio.to_thread(parts.journal.close)
        server.close()
        await asyncio.to_thread(calls.stop)
