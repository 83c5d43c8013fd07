"""TLS between two processes that share a key, without certificates and without I/O.

It is TLS 1.3 with a pre-shared key (RFC 8446, section 2.2): each side proves that it has the key,
and what encrypts a connection is agreed on anew each time, so that who learns the key later reads
nothing of what was said.
"""

from __future__ import annotations

from ssl import (
    PROTOCOL_TLS_CLIENT,
    PROTOCOL_TLS_SERVER,
    MemoryBIO,
    SSLContext,
    SSLWantReadError,
    TLSVersion,
)

_READ_BYTES = 16 * 1024
"""As much as TLS says at once. So much memory is taken each time, whatever is there to be read."""

_IDENTITY = "rumpus"
"""TLS asks for a name of the key. There is one key."""


def server_context(key: bytes) -> SSLContext:
    """Return what a listener needs; without a certificate, nobody gets in but by the key."""
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.minimum_version = TLSVersion.TLSv1_3
    context.num_tickets = 0
    context.set_psk_server_callback(lambda _: key)
    return context


def client_context(key: bytes) -> SSLContext:
    """Return what a caller needs; it trusts no certificate, so who has not the key is refused."""
    context = SSLContext(PROTOCOL_TLS_CLIENT)
    context.minimum_version = TLSVersion.TLSv1_3
    context.check_hostname = False
    context.set_psk_client_callback(lambda _: (_IDENTITY, key))
    return context


class Tunnel:
    """One end of a connection; not safe for threads.

    What is given before the other end has proved itself waits for that.
    """

    def __init__(self, context: SSLContext, *, serves: bool) -> None:
        self.is_open = False
        self._came, self._leaves = MemoryBIO(), MemoryBIO()
        self._tls = context.wrap_bio(self._came, self._leaves, server_side=serves)
        self._waiting = bytearray()
        self._greet()

    @property
    def pending(self) -> int:
        """How many bytes are to be sent."""
        return self._leaves.pending

    def take(self, data: bytes) -> bytes:
        """Return what the other end says by these bytes; raise ssl.SSLError if it has not the key.

        Then, and at any time, there may be something to be sent.
        """
        self._came.write(data)
        if not self.is_open:
            self._greet()
        said = bytearray()
        while self.is_open and (self._came.pending or self._tls.pending()):
            try:
                said += self._tls.read(_READ_BYTES)
            except SSLWantReadError:
                break
        return bytes(said)

    def give(self, data: bytes | bytearray) -> bytes:
        """Say this to the other end; return what is to be sent."""
        if self.is_open:
            self._write(data)
        else:
            self._waiting += data
        return self._leaves.read()

    def _greet(self) -> None:
        try:
            self._tls.do_handshake()
        except SSLWantReadError:
            return
        self.is_open = True
        self._write(self._waiting)
        self._waiting.clear()

    def _write(self, data: bytes | bytearray) -> None:
        with memoryview(data) as rest:
            done = 0
            while done < len(rest):
                done += self._tls.write(rest[done:])
