"""A player's socket: picows on one side, the client library's connection manager on the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Protocol

from picows import (
    WSCloseCode,
    WSError,
    WSFrame,
    WSHandshakeError,
    WSListener,
    WSMsgType,
    WSTransport,
    ws_connect,
)

from cli.load.inflate import OFFER, Inflate, agreed
from cli.load.recorder import Recorder
from client.connection_manager import ConnectionManager
from client.errors import Unreachable
from client.frames import Frame, write

READ_BUFFER = 2048
"""Bytes a socket; it grows where a frame is larger."""

HANDSHAKE_SECONDS = 20.0


class Player(Protocol):
    """The player to whom a socket belongs."""

    def hear(self, number: int, payload: bytes | memoryview, size: int) -> None:
        """Take a frame, which was `size` bytes on the wire."""

    def ended(self, number: int, code: int) -> None:
        """The socket of that number is gone."""


class Socket(WSListener):
    """Hands frames to the player until it is closed."""

    def __init__(self, player: Player, manager: ConnectionManager, recorder: Recorder) -> None:
        self.number = 0
        self._player = player
        self._manager = manager
        self._recorder = recorder
        self._code = WSCloseCode.NO_INFO
        self._inflate: Inflate | None = None
        self._transport: WSTransport | None = None
        self._parts: list[bytes] = []
        self._packed = False
        self._size = 0

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        self._inflate = agreed(transport.response.headers.get("Sec-WebSocket-Extensions", ""))
        self._recorder.connected += 1
        self.number = self._manager.opened(self)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        kind = frame.msg_type
        if kind in {WSMsgType.TEXT, WSMsgType.CONTINUATION}:
            self._text(frame)
        elif kind == WSMsgType.PONG:
            self._recorder.heard("pong", frame.payload_size)
        elif kind == WSMsgType.CLOSE:
            self._code = frame.get_close_code()
            transport.send_close(self._code)
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:  # noqa: ARG002 - as inherited
        self._recorder.connected -= 1
        self._transport = None
        self._player.ended(self.number, self._code.value)

    def flush(self, outgoing: deque[Frame]) -> None:
        while outgoing and self._transport is not None:
            self._transport.send(WSMsgType.TEXT, write(outgoing.popleft()))

    def beat(self) -> None:
        """Send a WebSocket ping: no message, so it costs nothing."""
        if self._transport is not None:
            self._transport.send_ping(b"")

    def cut(self) -> None:
        """Break the connection without a goodbye, as a network does."""
        if self._transport is not None:
            self._transport.disconnect(graceful=False)

    def hang_up(self) -> None:
        """Hang up with a goodbye."""
        if self._transport is not None:
            self._transport.send_close(WSCloseCode.OK)
            self._transport.disconnect()

    def _text(self, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.TEXT:
            self._packed = frame.rsv1
        self._size += frame.payload_size
        if frame.fin and not self._parts and not self._packed:
            self._hear(frame.get_payload_as_memoryview())
            return
        self._parts.append(frame.get_payload_as_bytes())
        if frame.fin:
            whole, self._parts = b"".join(self._parts), []
            self._hear(self._inflate(whole) if self._packed and self._inflate else whole)

    def _hear(self, payload: bytes | memoryview) -> None:
        size, self._size = self._size, 0
        self._player.hear(self.number, payload, size)


async def open_socket(url: str, socket: Callable[[], Socket], *, compress: bool) -> None:
    """Return when it is open, or raise Unreachable."""
    try:
        await ws_connect(
            socket,
            url,
            websocket_handshake_timeout=HANDSHAKE_SECONDS,
            read_buffer_init_size=READ_BUFFER,
            extra_headers=OFFER if compress else None,
        )
    except WSHandshakeError as error:
        status = error.response.status if error.response is not None else "none"
        raise Unreachable(f"upgrade_{status}") from error
    except (TimeoutError, OSError, WSError) as error:
        raise Unreachable("upgrade_network") from error
