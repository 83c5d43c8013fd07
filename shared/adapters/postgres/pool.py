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
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

type Connection = psycopg.Connection[Any]

WAIT_SECONDS = 1.0
"""For a connection: an answer of 503 comes within two seconds."""


class NoConnection(psycopg.OperationalError):
    """All are in use for longer than a request may wait, or the server can't be reached."""


class Pool:
    """Opens up to `size` connections, each when it is needed.

    Each statement is a transaction of its own and none is prepared by name, so that a pooler may
    give every transaction another connection. Time-outs are defaults of the role.
    """

    def __init__(self, url: str, size: int, **more: Any) -> None:
        self._url = url
        self._options = {"autocommit": True, "prepare_threshold": None, "connect_timeout": 2} | more
        self._free = BoundedSemaphore(size)
        self._idle: deque[Connection] = deque()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Lend a connection; one that broke is not lent again."""
        if not self._free.acquire(timeout=WAIT_SECONDS):
            raise NoConnection("all connections are in use")
        try:
            connection = self._take()
            try:
                yield connection
            finally:
                self._put(connection)
        finally:
            self._free.release()

    def close(self) -> None:
        """Close those that nobody uses."""
        while self._idle:
            self._idle.pop().close()

    def _take(self) -> Connection:
        while self._idle:
            connection = self._idle.pop()
            if _alive(connection):
                return connection
            connection.close()
        try:
            return psycopg.connect(self._url, **self._options)
        except psycopg.OperationalError as error:
            raise NoConnection(str(error)) from error

    def _put(self, connection: Connection) -> None:
        if connection.info.transaction_status == TransactionStatus.IDLE:
            self._idle.append(connection)
        else:
            connection.close()


def _alive(connection: Connection) -> bool:
    """Nothing is due on an idle connection: what can be read is the server's end of it."""
    waiting = poll()
    waiting.register(connection.fileno(), POLLIN)
    return not waiting.poll(0)
