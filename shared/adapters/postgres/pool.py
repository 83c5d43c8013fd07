"""A pool of connections to PostgreSQL: few, short-lived, and without session state.

`psycopg_pool` does not fit: it needs threads, which a frozen Lambda does not run, and its backoff
after failures would refuse requests when the server is already back.
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
"""Seconds for all statements of a request: it learns of an outage within two seconds."""

WAIT_SECONDS = 1.0
"""Seconds of these to wait for a connection that another request returns."""

IDLE_SECONDS = 50.0
"""Seconds after which an idle connection is not used again: the server ends a session that idles
for 60 (see the migrations)."""


class Password(Protocol):
    """The password with which the role logs in; it may change at any time."""

    def __call__(self, *, refused: str = "") -> str:
        """Return the password; look it up again if the server refused the known one."""


class Pool:
    """Opens up to `size` connections, each when it is needed.

    The role's defaults limit how long a statement runs, so no setting depends on a session.
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

        A connection that broke, or leads to a read-only server, is not lent again.
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
        """Open a first connection before a request waits for one; raise NoConnection."""
        with self.connection():
            pass

    def close(self) -> None:
        """Close the connections that are not in use."""
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
            # libpq hides the SQLSTATE of a refused login, so ask whether the password has changed.
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
    """Return whether an idle connection is alive: if it can be read, the server has ended it."""
    waiting = poll()
    waiting.register(connection.fileno(), POLLIN)
    return not waiting.poll(0)
