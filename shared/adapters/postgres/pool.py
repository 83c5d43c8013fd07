"""Connections to PostgreSQL: few, short, and without a session's state.

Of our own, as `psycopg_pool` needs threads that a frozen Lambda does not run, and after a failure
waits longer each time before it connects again: a request would be refused after the server is
back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from select import POLLIN, poll
from threading import BoundedSemaphore
from time import monotonic
from typing import Any, Protocol

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.pq import TransactionStatus

from shared.adapters.postgres.connection import Connection, NoConnection, open_connection

ANSWER_SECONDS = 1.8
"""For all that a request does here: it is told of an outage within two seconds."""

WAIT_SECONDS = 1.0
"""Of these, for a connection that another request gives back."""

IDLE_SECONDS = 50.0
"""The server ends a session that was idle for 60 (see the migrations)."""


class Password(Protocol):
    """What the role logs in with; it may be changed at any time."""

    def __call__(self, *, refused: str = "") -> str:
        """Return the password, looked up again if the one that is known was refused."""


class Pool:
    """Opens up to `size` connections, each when it is needed.

    The role's defaults limit how long a statement runs, so nothing depends on a session.
    """

    def __init__(
        self,
        url: str,
        size: int,
        password: Password | None = None,
        cursor_factory: type[psycopg.Cursor[Any]] = psycopg.Cursor,
    ) -> None:
        self._url = url
        self._password = password
        self._cursor_factory = cursor_factory
        self._free = BoundedSemaphore(size)
        self._idle: deque[tuple[float, Connection]] = deque()

    @contextmanager
    def connection(self, until: float | None = None) -> Iterator[Connection]:
        """Lend a connection until that second of the monotonic clock; raise NoConnection.

        One that broke, or leads to a server that only reads, is not lent again.
        """
        until = monotonic() + ANSWER_SECONDS if until is None else until
        if not self._free.acquire(timeout=max(min(WAIT_SECONDS, until - monotonic()), 0.0)):
            raise NoConnection("all connections are in use")
        try:
            connection = self._take(until)
            connection.until = until
            try:
                yield connection
            except psycopg.errors.ReadOnlySqlTransaction:  # it was the writer before a failover
                connection.close()
                raise
            finally:
                self._put(connection)
        finally:
            self._free.release()

    def open(self) -> None:
        """Open a first connection before anybody waits for one; raise NoConnection."""
        with self.connection():
            pass

    def close(self) -> None:
        """Close those that nobody uses."""
        while self._idle:
            self._idle.pop()[1].close()

    def _take(self, until: float) -> Connection:
        while self._idle:
            since, connection = self._idle.pop()
            if monotonic() - since < IDLE_SECONDS and _alive(connection):
                return connection
            connection.close()
        connection = self._open(until)
        connection.cursor_factory = self._cursor_factory
        return connection

    def _open(self, until: float) -> Connection:
        if self._password is None:
            return open_connection(self._url, until)
        password = self._password()
        try:
            return open_connection(make_conninfo(self._url, password=password), until)
        except NoConnection as refusal:
            # libpq hides the SQLSTATE of a refused login: ask whether the password has changed.
            changed = self._password(refused=password) if refusal.asked_for_password else password
            if changed == password:
                raise
            return open_connection(make_conninfo(self._url, password=changed), until)

    def _put(self, connection: Connection) -> None:
        if connection.info.transaction_status == TransactionStatus.IDLE:
            self._idle.append((monotonic(), connection))
        else:
            connection.close()


def _alive(connection: Connection) -> bool:
    """Nothing is due on an idle connection: what can be read is the server's end of it."""
    waiting = poll()
    waiting.register(connection.fileno(), POLLIN)
    return not waiting.poll(0)
