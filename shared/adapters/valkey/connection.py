"""Holds one connection to a node of Valkey: sends commands and reads replies (RESP 2)."""

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
"""Returns the bytes of a command; the library's own types only allow commands of one word."""

_PIECE = 65_536
_NOTHING = object()
_WANTS_MORE = "SSLWantReadError"
"""The class is compared by name: importing `ssl` adds 15 ms to a cold start that needs no TLS."""

_KEEPALIVE = {socket.TCP_KEEPIDLE: 10, socket.TCP_KEEPINTVL: 5, socket.TCP_KEEPCNT: 3}
"""A subscriber only reads, so TCP's keepalive has to tell it of a dead connection."""


class Connection:
    """For one thread at a time; its opener closes it.

    Clients live as long as their process and are never closed. So a connection without references
    closes its socket: by `finalize`, as in a cycle `__del__` may run after the socket's own.

    Raises OSError if the peer is away or slow, ProtocolError for an invalid reply, and ReplyError,
    after which the connection can be used further.
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
        """Send commands, and from now on read their replies by `heard` alone."""
        self._socket.settimeout(self._seconds)
        self._socket.sendall(commands)
        self._socket.settimeout(0)

    def heard(self) -> Any:
        """Return the next complete reply after a `send`, or None, without waiting."""
        try:
            return self._next()
        except BlockingIOError:
            return None
        except OSError as error:
            if type(error).__name__ == _WANTS_MORE:
                return None
            raise

    def is_dead(self) -> bool:
        """Return whether the peer has closed or sent unasked data; costs a system call."""
        return bool(self._poll.poll(0))

    def fileno(self) -> int:
        """Return the socket's file descriptor, for a selector."""
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
            raise ReplyError(str(reply))  # its own traceback would keep the connection alive
        return reply


def connect(address: Address, context: SSLContext | None, seconds: float) -> Connection:
    """Open a connection, with TLS if there is a context; `seconds` is the timeout of each step."""
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
