"""One statement and its rows; what PostgreSQL says otherwise is put in the terms of the port."""

from __future__ import annotations

from time import monotonic
from typing import Any, LiteralString

import psycopg
from psycopg import errors

from shared.adapters.postgres.connection import NoConnection
from shared.adapters.postgres.pool import ANSWER_SECONDS, Pool
from shared.application.economy.ports import EconomyUnavailable
from shared.kernel.errors import CommandRefused

TRIES = 3

REFUSED = "RU001"

UNAVAILABLE = (
    psycopg.OperationalError,  # lost connections, time-outs, deadlocks, too many connections
    psycopg.InterfaceError,  # a connection that is already closed
    errors.ReadOnlySqlTransaction,  # a server that was the writer until a moment ago
)

PASSING = ("08", "57P", "25006", "40P01", "40001")
"""States of a connection's end, a shutdown, a failover, a deadlock: another try may meet none."""


def ask(
    pool: Pool, statement: LiteralString, *arguments: Any, **named: Any
) -> list[tuple[Any, ...]]:
    """Return the rows, or raise CommandRefused or EconomyUnavailable.

    A statement may be sent again after a broken connection: it must read, or have its own key.
    All tries together take ANSWER_SECONDS at most.
    """
    until = monotonic() + ANSWER_SECONDS
    for attempt in range(1, TRIES + 1):
        try:
            with pool.connection(until) as connection:
                return connection.execute(statement, named or arguments).fetchall()
        except UNAVAILABLE as error:
            if attempt == TRIES or monotonic() > until or not _may_pass(error):
                raise EconomyUnavailable(type(error).__name__) from error
        except errors.NumericValueOutOfRange as error:
            raise CommandRefused("bad_amount") from error
        except psycopg.Error as error:
            if error.sqlstate == REFUSED:
                raise CommandRefused(str(error.diag.message_primary)) from None
            raise
    raise AssertionError("unreachable")


def _may_pass(error: psycopg.Error) -> bool:
    """Whether to try again at once; a time-out has used up what a request may take."""
    if isinstance(error, NoConnection):
        return False
    return error.sqlstate is None or error.sqlstate.startswith(PASSING)
