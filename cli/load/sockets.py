"""A player's socket: picows on one side, a player without I/O on the other."""

from __future__ import annotations

from asyncio import Event
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
    """Hands frames to the player until it is closed; `closed` is set then."""

    def __init__(self, player: Player, recorder: Recorder) -> None:
        self.closed = Event()
        self._player = player
        self._recorder = recorder
        self._transport: WSTransport | None = None
        self._parts: list[bytes] = []

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
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
        self._player.broken(monotonic())
        self.closed.set()

    def greet(self) -> None:
        """Let the player talk."""
        if self._transport is not None and not self._transport.is_disconnected:
            self._player.opened(self._send, monotonic())

    def beat(self) -> None:
        """Send a WebSocket ping: no message, so it costs nothing."""
        if self._transport is not None and not self.closed.is_set():
            self._transport.send_ping(b"")

    def cut(self) -> None:
        """Break the connection without a goodbye, as a network does."""
        if self._transport is not None:
            self._transport.disconnect(graceful=False)

    def leave(self) -> None:
        """Hang up with a goodbye."""
        if self._transport is not None and not self.closed.is_set():
            self._transport.send_close(WSCloseCode.OK)
            self._transport.disconnect()

    def _send(self, text: bytes) -> None:
        if self._transport is not None:
            self._transport.send(WSMsgType.TEXT, text)

    def _text(self, frame: WSFrame) -> None:
        if frame.fin and not self._parts:
            self._player.hear(frame.get_payload_as_memoryview(), monotonic())
            return
        self._parts.append(frame.get_payload_as_bytes())
        if frame.fin:
            whole, self._parts = b"".join(self._parts), []
            self._player.hear(whole, monotonic())


async def open_socket(url: str, socket: Callable[[], Socket]) -> Socket:
    """Return an open socket, or raise ConnectFailed."""
    try:
        _, opened = await ws_connect(
            socket,
            url,
            websocket_handshake_timeout=HANDSHAKE_SECONDS,
            read_buffer_init_size=READ_BUFFER,
        )
    except WSHandshakeError as error:
        status = error.response.status if error.response is not None else "none"
        raise ConnectFailed(f"upgrade_{status}") from error
    except (TimeoutError, OSError, WSError) as error:
        raise ConnectFailed("upgrade_network") from error
    if not isinstance(opened, Socket):
        raise ConnectFailed("upgrade_lost")
    return opened
