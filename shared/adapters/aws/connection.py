"""Holds one connection to a service, with or without TLS: sends a request, reads its response."""

from __future__ import annotations

import select
import socket
from typing import TYPE_CHECKING

from shared.adapters.aws.address import Address
from shared.adapters.aws.errors import ConnectionClosed, NoAnswer
from shared.adapters.aws.response import Response, read_response

if TYPE_CHECKING:
    from ssl import SSLContext

CONNECT_SECONDS = 1.0
"""Timeout in seconds to connect to each address of a host, and again for the TLS handshake."""

READ_SECONDS = 5.0
"""Timeout in seconds for the next piece of an answer."""

_PIECE = 65_536


class Connection:
    """Carries one request at a time. Its opener closes it."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._poll = select.poll()
        self._poll.register(connected, select.POLLIN)

    def exchange(self, request: bytes) -> Response:
        """Send a request and read its response.

        Raise ConnectionClosed if the peer closed before it answered, else NoAnswer.
        """
        try:
            self._socket.sendall(request)
            received = self._socket.recv(_PIECE)
        except TimeoutError as error:
            raise NoAnswer(f"no answer in {self._socket.gettimeout()} s") from error
        except OSError as error:
            raise ConnectionClosed(str(error)) from error
        if not received:
            raise ConnectionClosed("closed without an answer")
        try:
            return read_response(received, lambda: self._socket.recv(_PIECE))
        except (OSError, EOFError, ValueError) as error:
            raise NoAnswer(f"no whole answer: {error}") from error

    def is_dead(self) -> bool:
        """Return whether the peer has closed or sent unasked data; costs a system call."""
        return bool(self._poll.poll(0))

    def close(self) -> None:
        self._socket.close()


def connect(
    address: Address, context: SSLContext | None, read_seconds: float = READ_SECONDS
) -> Connection:
    """Open a connection, with TLS if there is a context; raise NoAnswer."""
    try:
        connected = socket.create_connection((address.host, address.port), CONNECT_SECONDS)
    except OSError as error:
        raise NoAnswer(f"{address.authority}: {error}") from error
    try:
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if context is not None:
            connected = context.wrap_socket(connected, server_hostname=address.host)
        connected.settimeout(read_seconds)
    except OSError as error:
        connected.close()
        raise NoAnswer(f"{address.authority}: {error}") from error
    return Connection(connected)


def tls_context(address: Address, authorities: str | None) -> SSLContext | None:
    """Return a context that checks certificates, or None for plain text.

    `authorities` is the path of a PEM with the CAs to trust; without it, the system's are trusted.
    """
    if not address.tls:
        return None
    import ssl  # noqa: PLC0415 - a tenth of a second, only where TLS is used

    return ssl.create_default_context(cafile=authorities)
