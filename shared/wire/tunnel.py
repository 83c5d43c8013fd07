"""TLS between two processes that share a key, without certificates and without I/O.

It is TLS 1.3 with a pre-shared key (RFC 8446, section 2.2): each side proves that it has the key,
and each connection agrees on new encryption keys, so that a key that leaks later does not decrypt
earlier traffic.
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
"""Maximum bytes of a TLS record. Each read allocates as many, however few are there."""

_IDENTITY = "rumpus"
"""The name of the key, which TLS requires. There is only one key."""


def server_context(key: bytes) -> SSLContext:
    """Return the context of a listener. It has no certificate, so a peer needs the key."""
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.minimum_version = TLSVersion.TLSv1_3
    context.num_tickets = 0
    context.set_psk_server_callback(lambda _: key)
    return context


def client_context(key: bytes) -> SSLContext:
    """Return the context of a caller. It trusts no certificate, so the listener needs the key."""
    context = SSLContext(PROTOCOL_TLS_CLIENT)
    context.minimum_version = TLSVersion.TLSv1_3
    context.check_hostname = False
    context.set_psk_client_callback(lambda _: (_IDENTITY, key))
    return context


class Tunnel:
    """One end of a connection. Not thread-safe.

    Data that is given before the handshake has ended is sent after it.
    """

    def __init__(self, context: SSLContext, *, serves: bool) -> None:
        self.is_open = False
        self._came, self._leaves = MemoryBIO(), MemoryBIO()
        self._tls = context.wrap_bio(self._came, self._leaves, server_side=serves)
        self._waiting = bytearray()
        self._greet()

    @property
    def pending(self) -> int:
        """Bytes to be sent."""
        return self._leaves.pending

    def take(self, data: bytes) -> bytes:
        """Decrypt received bytes and return the data; raise ssl.SSLError if the peer lacks the key.

        Afterwards, also after an error, bytes may be `pending`.
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
        """Encrypt data; return all bytes to be sent."""
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
