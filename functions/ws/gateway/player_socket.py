"""One player's socket on the event loop: the request that opens it, frames in, frames out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from shared.realtime import upgrade, websocket
from shared.realtime.hub import Channel
from shared.realtime.reader import Reader
from shared.realtime.session import TOO_MANY_STRIKES
from shared.wire.frames import MAX_FRAME, Closing, ServerFrame, encode_server

if TYPE_CHECKING:
    from functions.ws.gateway.host import Host
    from shared.realtime.session import Session

PING_FRAME = websocket.frame(b"", websocket.PING)
MOST = 2 * MAX_FRAME
"""Bytes of a message that are read: what is a little too large gets the answer of every host."""


class PlayerSocket(asyncio.Protocol):
    """All frames of a turn of the loop leave in one write.

    While `slow`, nothing is queued for it: what the peer has not taken is in one bounded buffer.
    One that closes, or is gone, is slow for ever.
    `heard` is when the peer sent something last, `since` when it began to be slow or to close.
    `externally_subscribed` says that other hosts know it as a subscriber.
    """

    __slots__ = (
        "_acceptance",
        "_head",
        "_out",
        "_reader",
        "address",
        "channels",
        "externally_subscribed",
        "heard",
        "host",
        "session",
        "since",
        "slow",
        "supports_deflate",
        "transport",
    )

    def __init__(self, host: Host) -> None:
        self.host = host
        self.transport: asyncio.Transport | None = None
        self.address = ""
        self.session: Session | None = None
        self.channels: dict[str, Channel[PlayerSocket]] = {}
        self.heard = host.now
        self.since = host.loop.time()
        self.slow = False
        self.externally_subscribed = False
        self.supports_deflate = False
        self._head = upgrade.Head(MAX_FRAME)
        self._acceptance = b""
        self._reader: Reader | None = None
        self._out: list[bytes] = []

    # From the loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.transport.set_write_buffer_limits(high=self.host.limits.unsent_bytes)
        peer = transport.get_extra_info("peername")
        self.address = peer[0] if peer else ""
        self.host.opening.add(self)

    def data_received(self, data: bytes) -> None:
        reader = self._reader
        if reader is None:
            self.heard = self.host.now
            self._read_head(data)
            return
        if self.heard != self.host.now:
            self.heard = self.host.now
            self.host.throttle.allow(reader)
        self._read(reader, data)

    def read_on(self) -> None:
        """Read what waited for a new tick."""
        if self.transport is not None and self._reader is not None:
            self.transport.resume_reading()
            self.data_received(b"")

    def pause_writing(self) -> None:
        self.slow, self.since = True, self.host.now
        self.host.slow.add(self)
        if self.transport is not None:
            self.transport.pause_reading()  # who does not take answers asks no more

    def resume_writing(self) -> None:
        self.slow = not self.is_open
        self.host.slow.discard(self)
        if self.transport is not None and not self.host.throttle.holds(self):
            self.transport.resume_reading()
        if not self.slow:
            self.host.catch_up(self)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc  # however it ended, it is gone
        self.transport = None
        self.slow = True
        self._out.clear()
        self.host.gone(self)

    # To the peer

    def push(self, frame: bytes) -> bool:
        """Send a frame with those of this turn; False from a socket that takes nothing now."""
        if self.slow:
            return False
        out = self._out
        if not out:
            self.host.flush_soon(self)
        out.append(frame)
        return True

    def reply(self, frame: ServerFrame) -> None:
        """Answer the peer, unless one of the two has closed."""
        self.send([websocket.frame(encode_server(frame))])

    def send(self, frames: Sequence[bytes]) -> None:
        """Send what answers the peer, however slow it is: it asks no more until it has that."""
        if self.is_open:
            self._queue(frames)

    def flush(self) -> None:
        out, transport = self._out, self.transport
        if transport is not None and out:
            data = out[0] if len(out) == 1 else b"".join(out)
            self.host.sent += len(data)
            transport.write(data)
        out.clear()

    def ping(self) -> None:
        """Ask whether the peer is there."""
        self.host.throttle.forgive(self)
        self.push(PING_FRAME)

    def close(self, closing: Closing) -> None:
        """Say why, then close; the peer has some time to end the connection."""
        if self._reader is not None and self._reader.closed is None:
            self.reply(closing)
            self._reader.end(closing.code, closing.reason)
            self._answer(self._reader)
            self._ending()

    def abort(self) -> None:
        """End the connection now."""
        if self.transport is not None:
            self.transport.abort()

    # Opening

    def agrees(self, request: upgrade.Request) -> bool:
        """Whether a request asks for a socket; one that does not is refused."""
        try:
            self._acceptance = upgrade.accept(request)
            self.supports_deflate = upgrade.supports_deflate(request)
        except upgrade.BadRequest as bad:
            self.refuse(bad.status, str(bad))
            return False
        return True

    def open(self) -> None:
        """Answer the request: the peer may send frames from now on."""
        if self.transport is None:
            return
        self.transport.write(self._acceptance)
        self._reader = Reader(MOST, supports_deflate=self.supports_deflate)
        self.host.throttle.allow(self._reader)
        if rest := self._head.take_rest():
            self.data_received(rest)

    def refuse(self, status: HTTPStatus, message: str, *fields: str) -> None:
        """Answer the request with anything but a socket."""
        if self.transport is not None:
            self.transport.write(upgrade.response(status, message, *fields))
            self.transport.close()

    @property
    def is_open(self) -> bool:
        """Whether frames may be sent."""
        return self._reader is not None and self._reader.closed is None

    def _read_head(self, data: bytes) -> None:
        try:
            request = self._head.feed(data)
        except upgrade.BadRequest as bad:
            self.refuse(bad.status, str(bad))
            return
        if request is not None:
            self.host.asked(self, request)

    def _read(self, reader: Reader, data: bytes) -> None:
        for message in reader.feed(data):
            self._answer(reader)
            self.host.receive(self, message)
        self._answer(reader)
        if reader.closed is not None:
            self._ending()
        if reader.spent and self.transport is not None:
            self.transport.pause_reading()
            if reader.closed is None and not self.host.throttle.put_off(self):
                self.close(TOO_MANY_STRIKES)

    def _answer(self, reader: Reader) -> None:
        if reader.answers:
            self._queue(reader.answers)
            reader.answers.clear()

    def _queue(self, frames: Sequence[bytes]) -> None:
        if self.transport is not None:
            if not self._out:
                self.host.flush_soon(self)
            self._out += frames

    def _ending(self) -> None:
        """After a close frame nothing else may be sent (RFC 6455, 5.5.1).

        If the peer has not closed we end only our half: an end of both could cost it that frame.
        """
        self.slow = True
        self.host.ending(self)
        self.flush()
        if self.transport is None or self.transport.is_closing():
            return
        if self.transport.can_write_eof() and not (self._reader and self._reader.over):
            self.transport.write_eof()
        else:  # TLS has an end of its own
            self.transport.close()
