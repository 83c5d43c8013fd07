"""A pool of connections to one address, kept from request to request. Thread-safe."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from shared.adapters.aws.address import Address
from shared.adapters.aws.connection import READ_SECONDS, Connection, connect, tls_context
from shared.adapters.aws.errors import ConnectionClosed
from shared.adapters.aws.response import Response

if TYPE_CHECKING:
    from ssl import SSLContext

MOST_KEPT = 96
"""Maximum idle connections in the pool: more than a process has threads."""

MOST_IDLE = timedelta(minutes=1)
"""Time after which an idle connection is closed, by the wall clock, which goes on while a function
is frozen: networks forget connections that idle for longer."""


class Transport:
    """Uses the newest connection first, so that a peak's extra connections age and are closed.

    `authorities` is the path of a PEM with the CAs to trust; without it, the system's are trusted.
    """

    def __init__(
        self,
        address: Address,
        authorities: str | None = None,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self.address = address
        self._authorities = authorities
        self._read_seconds = read_seconds
        self._context: SSLContext | None = None
        self._building = Lock()
        self._kept: deque[tuple[datetime, Connection]] = deque()

    def exchange(self, request: bytes, now: datetime) -> Response:
        """Send an idempotent request, and return its response; raise NoAnswer.

        If the peer closes a kept connection without an answer, the connection was dead, and so are
        the others: all are dropped, and the request goes over a new one.
        """
        kept = self._take(now)
        if kept is not None:
            try:
                return self._over(kept, request, now)
            except ConnectionClosed:
                self.close()
        return self._over(self._open(), request, now)

    def close(self) -> None:
        """Close all connections that are not in use."""
        while self._kept:
            try:
                _, connection = self._kept.pop()
            except IndexError:  # another thread was faster
                return
            connection.close()

    def _over(self, connection: Connection, request: bytes, now: datetime) -> Response:
        try:
            response = connection.exchange(request)
        except BaseException:  # after any interruption the rest of a response may still come
            connection.close()
            raise
        if response.reusable and len(self._kept) < MOST_KEPT:
            self._kept.append((now, connection))
        else:
            connection.close()
        return response

    def _take(self, now: datetime) -> Connection | None:
        while self._kept:
            try:
                since, connection = self._kept.pop()
            except IndexError:  # another thread was faster
                return None
            if now - since < MOST_IDLE and not connection.is_dead():
                return connection
            connection.close()
        return None

    def _open(self) -> Connection:
        if self.address.tls and self._context is None:
            with self._building:
                self._context = self._context or tls_context(self.address, self._authorities)
        return connect(self.address, self._context, self._read_seconds)
