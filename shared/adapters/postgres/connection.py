"""A connection to PostgreSQL that keeps to the time of a request."""

from __future__ import annotations

from time import monotonic
from typing import Any

import psycopg
from psycopg import generators, waiting
from psycopg.abc import RV, PQGen
from psycopg.conninfo import make_conninfo

INTERVAL_SECONDS = 0.1
"""Between two looks for a signal."""

UNACKNOWLEDGED_MS = 1000
"""A frozen process may find its connection forgotten by the network, which tells nobody."""


class NoConnection(psycopg.OperationalError):
    """All are in use for longer than a request may wait, or the server can't be reached."""

    asked_for_password = False


class Connection(psycopg.Connection[Any]):
    """Gives up what is not answered by `until`, in seconds of the monotonic clock."""

    until = float("inf")

    def wait(
        self, gen: PQGen[RV], interval: float = INTERVAL_SECONDS, timeout: float | None = None
    ) -> RV:
        left = max(self.until - monotonic(), 0.0)
        return super().wait(gen, interval, left if timeout is None else min(timeout, left))


def open_connection(url: str, until: float) -> Connection:
    """Connect by `until`, or raise NoConnection.

    psycopg's own `connect` waits for at least two seconds, which is all that a request has. A
    statement is a transaction of its own and none is prepared by name: a pooler may stand between.
    TLS is as the URL says. Aurora's certificates are vouched for by RDS's own authorities, and the
    OpenSSL in psycopg's wheel finds no system's store on Lambda: `sslrootcert` names a file.
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
