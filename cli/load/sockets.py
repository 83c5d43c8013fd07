"""A player's socket: picows on one side, a player without I/O on the other."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

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
from cli.load.player import Player
from cli.load.recorder import Recorder

READ_BUFFER = 2048
"""Bytes a socket; it grows where a frame is larger."""

HANDSHAKE_SECONDS = 20.0


class ConnectFailed(Exception):  # noqa: N818 - what has happened
    """`code` names why there is no socket."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Socket(WSListener):
    """Hands frames to the player until it is `closed`, and calls `ended` then."""

    def __init__(self, player: Player, recorder: Recorder, ended: Callable[[], None]) -> None:
        self.closed = False
        self.number = player.next_socket()
        self._player = player
        self._recorder = recorder
        self._ended = ended
        self._inflate: Inflate | None = None
        self._transport: WSTransport | None = None
        self._parts: list[bytes] = []
        self._packed = False
        self._size = 0

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        self._inflate = agreed(transport.response.headers.get("Sec-WebSocket-Extensions", ""))
        self._recorder.connected += 1

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        kind = frame.msg_type
        if kind in {WSMsgType.TEXT, WSMsgType.CONTINUATION}:
            self._text(frame)
        elif kind == WSMsgType.PONG:
            self._recorder.heard("pong", frame.payload_size)
        elif kind == WSMsgType.CLOSE:
            transport.send_close(frame.get_close_code())
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:  # noqa: ARG002 - as inherited
        self._recorder.connected -= 1
        self.closed = True
        self._player.broken(self.number, monotonic())
        self._ended()

    def greet(self) -> None:
        """Let the player talk."""
        if self._transport is not None and not self._transport.is_disconnected:
            self._player.opened(self.number, self._send, monotonic())

    def beat(self) -> None:
        """Send a WebSocket ping: no message, so it costs nothing."""
        if self._transport is not None and not self.closed:
            self._transport.send_ping(b"")

    def cut(self) -> None:
        """Break the connection without a goodbye, as a network does."""
        if self._transport is not None:
            self._transport.disconnect(graceful=False)

    def leave(self) -> None:
        """Hang up with a goodbye."""
        if self._transport is not None and not self.closed:
            self._transport.send_close(WSCloseCode.OK)
            self._transport.disconnect()

    def _send(self, text: bytes) -> None:
        if self._transport is not None:
            self._transport.send(WSMsgType.TEXT, text)

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
        self._player.hear(self.number, payload, size, monotonic())


async def open_socket(url: str, socket: Callable[[], Socket], *, compress: bool) -> Socket:
    """Return an open socket, or raise ConnectFailed."""
    try:
        _, opened = await ws_connect(
            socket,
            url,
            websocket_handshake_timeout=HANDSHAKE_SECONDS,
            read_buffer_init_size=READ_BUFFER,
            extra_headers=OFFER if compress else None,
        )
    except WSHandshakeError as error:
        status = error.response.status if error.response is not None else "none"
        raise ConnectFailed(f"upgrade_{status}") from error
    except (TimeoutError, OSError, WSError) as error:
        raise ConnectFailed("upgrade_network") from error
    if not isinstance(opened, Socket):
        raise ConnectFailed("upgrade_lost")
    return opened
