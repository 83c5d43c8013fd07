"""Routes frames to sockets of every host: API Gateway, this process, and other processes."""

from __future__ import annotations

from contextlib import suppress
from typing import Protocol

from shared.application.channels.ports import ConnectionGone, MessageBus, Sockets
from shared.application.ports import CacheUnavailable
from shared.wire.bus import DirectMessage, encode_direct, host_of, host_topic


class Local(Sockets, Protocol):
    """The sockets of this process."""

    name: str


class RoutedSockets:
    """A process that hosts sockets sets `local`.

    A frame to another process may be lost with the cache. It is made up for by the log, by clients
    that resume, and, for closing a login, by the other process's look at the logins.
    """

    def __init__(self, elsewhere: Sockets, bus: MessageBus) -> None:
        self.local: Local | None = None
        self._elsewhere = elsewhere
        self._bus = bus

    def send(self, connection: str, frame: bytes) -> None:
        host = host_of(connection)
        if not host:
            self._elsewhere.send(connection, frame)
        elif self.local is not None and host == self.local.name:
            self.local.send(connection, frame)
        elif not self._post(host, DirectMessage(connection, frame)):
            raise ConnectionGone(connection)

    def close(self, connection: str, code: int, reason: str) -> None:
        host = host_of(connection)
        if not host:
            self._elsewhere.close(connection, code, reason)
        elif self.local is not None and host == self.local.name:
            self.local.close(connection, code, reason)
        else:
            with suppress(CacheUnavailable):
                self._post(host, DirectMessage(connection, b"", code, reason))

    def _post(self, host: str, message: DirectMessage) -> int:
        return self._bus.publish(host_topic(host), encode_direct(message))
