"""Runs one statement and returns its rows; translates PostgreSQL's errors into the port's."""

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
    errors.ReadOnlySqlTransaction,  # a server that was the writer before a failover
)

PASSING = ("08", "57P", "25006", "40P01", "40001")
"""SQLSTATEs of a lost connection, a shutdown, a failover or a deadlock: a retry may succeed."""


def ask(
    pool: Pool, statement: LiteralString, *arguments: Any, **named: Any
) -> list[tuple[Any, ...]]:
    """Return the rows, or raise CommandRefused or EconomyUnavailable.

    It retries after a broken connection, so a statement must only read, or have an idempotency key.
    All tries together take at most `ANSWER_SECONDS`.
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
    """Return whether to retry at once; after a timeout a request has no time left."""
    if isinstance(error, NoConnection):
        return False
    return error.sqlstate is None or error.sqlstate.startswith(PASSING)
