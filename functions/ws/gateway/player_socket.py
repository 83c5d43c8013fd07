"""One player's socket on the event loop: the request that opens it, frames in, frames out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from typing import ClassVar, Protocol, cast

from functions.ws.gateway.limits import TOO_SLOW, Limits
from functions.ws.gateway.phase import Phase
from functions.ws.gateway.throttle import Throttle
from shared.realtime import upgrade, websocket
from shared.realtime.hub import Channel
from shared.realtime.reader import Reader
from shared.realtime.session import TOO_MANY_STRIKES, Session
from shared.wire.frames import MAX_FRAME, Closing, ServerFrame, encode_server

_OPEN = Phase.OPEN
UNANSWERED = frozenset((Phase.ASKING, Phase.WAITING))
PING_FRAME = websocket.frame(b"", websocket.PING)


class Server(Protocol):
    """The server as a socket needs it."""

    limits: Limits
    throttle: Throttle
    loop: asyncio.AbstractEventLoop
    now: float
    sent: int

    def entered(self, socket: PlayerSocket) -> None: ...
    def asked(self, socket: PlayerSocket, request: upgrade.Request) -> None: ...
    def receive(self, socket: PlayerSocket, message: websocket.Message) -> None: ...
    def catch_up(self, socket: PlayerSocket) -> None: ...
    def flush_soon(self, socket: PlayerSocket) -> None: ...
    def gone(self, socket: PlayerSocket) -> None: ...


class PlayerSocket(asyncio.Protocol):
    """A player's socket: all frames of a turn of the loop leave in one write.

    While it is slow nothing is queued for it: bytes that the peer has not read are in one bounded
    buffer. `session` is set from OPEN on. `heard` is when the peer last sent something, `since`
    when the phase began. `externally_subscribed` says that other hosts know it as a subscriber.
    """

    MOST: ClassVar = 2 * MAX_FRAME
    """Maximum bytes read of a message: one a little too large gets the answer of all hosts."""

    __slots__ = (
        *("_head", "_out", "_reader", "_server", "address", "channels", "externally_subscribed"),
        *("heard", "phase", "session", "since", "supports_deflate", "transport"),
    )

    def __init__(self, server: Server) -> None:
        self._server = server
        self.transport: asyncio.Transport | None = None
        self.address = ""
        self.session: Session | None = None
        self.channels: dict[str, Channel[PlayerSocket]] = {}
        self.phase = Phase.ASKING
        self.heard = self.since = server.now
        self.externally_subscribed = False
        self.supports_deflate = False
        self._head: upgrade.Head | None = upgrade.Head(MAX_FRAME)
        self._reader: Reader | None = None
        self._out: list[bytes] = []

    @property
    def is_open(self) -> bool:
        """Whether the peer may be answered."""
        return self.phase is _OPEN or self.phase is Phase.SLOW

    @property
    def slow(self) -> bool:
        """Whether the peer takes no messages now."""
        return self.phase is not _OPEN

    def _enter(self, phase: Phase) -> None:
        self.phase, self.since = phase, self._server.loop.time()
        self._server.entered(self)

    # Calls from the loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.transport.set_write_buffer_limits(high=self._server.limits.unsent_bytes)
        self.address = (transport.get_extra_info("peername") or [""])[0]
        self._enter(Phase.ASKING)

    def data_received(self, data: bytes) -> None:
        now, reader = self._server.now, self._reader
        if reader is not None and self.heard != now:
            self._server.throttle.allow(reader)
        self.heard = now
        if reader is None:
            self._read_head(data)
        else:
            self._read(reader, data)

    def read_on(self) -> None:
        """Read the input that waited for a new tick."""
        if self.transport is not None and self._reader is not None:
            self.transport.resume_reading()
            self.data_received(b"")

    def pause_writing(self) -> None:
        if self.phase is _OPEN:
            self._enter(Phase.SLOW)
        if self.transport is not None:
            self.transport.pause_reading()  # a peer that reads no answers sends no requests

    def resume_writing(self) -> None:
        if self.transport is not None and not self._server.throttle.holds(self):
            self.transport.resume_reading()
        if self.phase is Phase.SLOW:
            self._enter(_OPEN)
            self._server.catch_up(self)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc  # however it ended, it is gone
        self.transport = None
        self._out.clear()
        self._enter(Phase.GONE)
        self._server.gone(self)

    # Output to the peer

    def push(self, frame: bytes) -> bool:
        """Send a frame with the others of this turn; return False if the socket takes none now."""
        if self.phase is not _OPEN:
            return False
        out = self._out
        if not out:
            self._server.flush_soon(self)
        out.append(frame)
        return True

    def reply(self, frame: ServerFrame) -> None:
        """Answer the peer, unless one side has closed."""
        self.send([websocket.frame(encode_server(frame))])

    def send(self, frames: Sequence[bytes]) -> None:
        """Send an answer to the peer, even a slow one: it can't ask more until it has read that."""
        if self.is_open:
            self._queue(frames)

    def flush(self) -> None:
        out, transport = self._out, self.transport
        if transport is not None and out:
            data = out[0] if len(out) == 1 else b"".join(out)
            self._server.sent += len(data)
            transport.write(data)
        out.clear()

    def close(self, closing: Closing) -> None:
        """Send the reason, then close; the peer has some time to end the connection."""
        if self.is_open and self._reader is not None:
            self.reply(closing)
            self._reader.end(closing.code, closing.reason)
            self._answer(self._reader)
            self._close()

    def abort(self) -> None:
        """End the connection now."""
        if self.transport is not None:
            self.transport.abort()

    def expire(self) -> None:
        """End a socket whose phase has lasted too long."""
        match self.phase:
            case Phase.ASKING:
                self.refuse(HTTPStatus.REQUEST_TIMEOUT, "the request took too long")
            case Phase.SLOW:
                self.close(TOO_SLOW)
            case _:
                self.abort()

    # Opening the socket

    def open(self, session: Session, request: upgrade.Request) -> None:
        """Answer the request by opening the socket: the peer may send frames from now on."""
        if self.transport is None or self._head is None:
            return
        self.session = session
        self.supports_deflate = upgrade.supports_deflate(request)
        self.transport.write(upgrade.accept(request))
        self._reader = Reader(self.MOST, supports_deflate=self.supports_deflate)
        self._server.throttle.allow(self._reader)
        self._enter(_OPEN)
        rest, self._head = self._head.take_rest(), None
        if rest:
            self.data_received(rest)

    def refuse(self, status: HTTPStatus, message: str, *fields: str) -> None:
        """Answer the request with an error response, unless it was answered."""
        if self.transport is not None and self.phase in UNANSWERED:
            self.transport.write(upgrade.response(status, message, *fields))
            self._enter(Phase.CLOSING)
            self.transport.close()

    def _read_head(self, data: bytes) -> None:
        try:
            request = self._head.feed(data) if self._head and self.phase in UNANSWERED else None
        except upgrade.BadRequest as bad:
            self.refuse(bad.status, str(bad))
        else:
            if request is not None:
                self._enter(Phase.WAITING)
                self._server.asked(self, request)

    def _read(self, reader: Reader, data: bytes) -> None:
        for message in reader.feed(data):
            self._answer(reader)
            self._server.receive(self, message)
        self._answer(reader)
        if reader.closed is not None:
            self._close()
        if reader.spent and self.transport is not None:
            self.transport.pause_reading()
            if reader.closed is None and not self._server.throttle.put_off(self):
                self.close(TOO_MANY_STRIKES)

    def _answer(self, reader: Reader) -> None:
        if reader.answers:
            self._queue(reader.answers)
            reader.answers.clear()

    def _queue(self, frames: Sequence[bytes]) -> None:
        if self.transport is not None:
            if not self._out:
                self._server.flush_soon(self)
            self._out += frames

    def _close(self) -> None:
        """Close after the close frame; nothing may be sent after it (RFC 6455, 5.5.1).

        If the peer has not closed, only our half is closed: closing both could lose that frame.
        """
        if self.is_open:
            self._enter(Phase.CLOSING)
        self.flush()
        if self.transport is None or self.transport.is_closing():
            return
        if self.transport.can_write_eof() and not (self._reader and self._reader.over):
            self.transport.write_eof()
        else:  # TLS ends with a message of its own
            self.transport.close()
