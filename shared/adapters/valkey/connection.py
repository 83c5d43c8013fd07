"""One connection to a node of Valkey: commands go out, replies come back (RESP 2)."""

from __future__ import annotations

import select
import socket
from typing import TYPE_CHECKING, Any, cast
from weakref import finalize

from hiredis import Reader, ReplyError, pack_command

from shared.adapters.valkey.address import Address

if TYPE_CHECKING:
    from collections.abc import Callable
    from ssl import SSLContext

type Argument = str | bytes | int

packed = cast("Callable[[tuple[Argument, ...]], bytes]", pack_command)
"""Returns the bytes of a command; the library's own types know those of one word."""

_PIECE = 65_536
_NOTHING = object()
_WANTS_MORE = "SSLWantReadError"
"""Named, as its module takes a function's start 15 ms and is for those alone who use TLS."""

_KEEPALIVE = {socket.TCP_KEEPIDLE: 10, socket.TCP_KEEPINTVL: 5, socket.TCP_KEEPCNT: 3}
"""Who only listens hears nothing of a dead connection without a word from TCP."""


class Connection:
    """For one thread at a time; whoever opened it closes it.

    Clients live as long as their process and have no end of their own. So a connection that nobody
    holds closes its socket: by `finalize`, as of a cycle `__del__` may come after the socket's own.

    Raises OSError when the peer is away or slow, ProtocolError for what is no reply, and
    ReplyError, after which the connection goes on.
    """

    def __init__(self, connected: socket.socket, seconds: float) -> None:
        self._socket = connected
        self._seconds = seconds
        self._reader = Reader(notEnoughData=_NOTHING)
        self._poll = select.poll()
        self._poll.register(connected, select.POLLIN)
        finalize(self, connected.close)

    def ask(self, *command: Argument) -> Any:
        """Return the reply to one command."""
        self._socket.sendall(packed(command))
        return self._next()

    def send(self, commands: bytes) -> None:
        """Send commands whose replies are only heard from now on."""
        self._socket.settimeout(self._seconds)
        self._socket.sendall(commands)
        self._socket.settimeout(0)

    def heard(self) -> Any:
        """Return what came next and has come whole, or None, after a `send`; wait for nothing."""
        try:
            return self._next()
        except BlockingIOError:
            return None
        except OSError as error:
            if type(error).__name__ == _WANTS_MORE:
                return None
            raise

    def is_dead(self) -> bool:
        """Say whether the peer has closed, or said what nobody asked for; costs a system call."""
        return bool(self._poll.poll(0))

    def fileno(self) -> int:
        """Return what a selector waits for."""
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()

    def _next(self) -> Any:
        while (reply := self._reader.gets()) is _NOTHING:
            piece = self._socket.recv(_PIECE)
            if not piece:
                raise ConnectionResetError("the peer has closed")
            self._reader.feed(piece)
        if isinstance(reply, ReplyError):
            raise ReplyError(str(reply))  # its own traceback would keep this alive
        return reply


def connect(address: Address, context: SSLContext | None, seconds: float) -> Connection:
    """Open a connection, with TLS if there is a context; each step may take so many seconds."""
    connected = socket.create_connection((address.host, address.port), seconds)
    try:
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option, value in _KEEPALIVE.items():
            connected.setsockopt(socket.IPPROTO_TCP, option, value)
        if context is not None:
            connected = context.wrap_socket(connected, server_hostname=address.host)
        opened = Connection(connected, seconds)
        if address.password:
            opened.ask("AUTH", address.user, address.password)
    except BaseException:
        connected.close()
        raise
    return opened
