"""A connection to PostgreSQL that keeps to the deadline of a request."""

from __future__ import annotations

from time import monotonic
from typing import Any

import psycopg
from psycopg import generators, waiting
from psycopg.abc import RV, PQGen
from psycopg.conninfo import make_conninfo

INTERVAL_SECONDS = 0.1
"""Seconds between two checks for a signal."""

UNACKNOWLEDGED_MS = 1000
"""Milliseconds without an acknowledgement after which TCP gives up: while a process is frozen, the
network may forget its connection silently."""


class NoConnection(psycopg.OperationalError):
    """No connection was free for as long as a request may wait, or the server is unreachable."""

    asked_for_password = False


class Connection(psycopg.Connection[Any]):
    """Gives up a statement that is not answered by `until`, in seconds of the monotonic clock."""

    until = float("inf")

    def wait(
        self, gen: PQGen[RV], interval: float = INTERVAL_SECONDS, timeout: float | None = None
    ) -> RV:
        left = max(self.until - monotonic(), 0.0)
        return super().wait(gen, interval, left if timeout is None else min(timeout, left))


def open_connection(url: str, until: float) -> Connection:
    """Connect by `until`, or raise NoConnection.

    psycopg's own `connect` waits for at least two seconds, which is all that a request has. Each
    statement is its own transaction and none is prepared by name, so a pooler may stand between.
    The URL decides about TLS. RDS's own CAs sign Aurora's certificates, and the OpenSSL of psycopg
    finds no system store on Lambda, so `sslrootcert` names a file.
    """
    whole = make_conninfo(url, tcp_user_timeout=UNACKNOWLEDGED_MS)
    try:
        connecting = generators.connect(whole)
        left = max(until - monotonic(), 0.0)
        connection = Connection(waiting.wait_conn(connecting, INTERVAL_SECONDS, left))
    except psycopg.OperationalError as error:
        refusal = NoConnection(str(error))
        refusal.asked_for_password = error.pgconn is not None and error.pgconn.used_password
        raise refusal from error
    connection.autocommit = True
    connection.prepare_threshold = None
    return connection
