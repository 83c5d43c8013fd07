"""What PostgreSQL says, in the terms of the port."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors
from psycopg_pool import PoolTimeout

from shared.application.economy_ports import EconomyUnavailable
from shared.domain.kernel.errors import CommandRefused

REFUSED = "RU001"

UNAVAILABLE = (
    psycopg.OperationalError,  # lost connections, time-outs, deadlocks, too many connections
    psycopg.InterfaceError,  # a connection that is already closed
    PoolTimeout,
)

PASSING = ("08", "57P01", "57P02", "57P03", "40P01", "40001")
"""States of a connection's end, a server's restart, a deadlock: another try may meet none."""


def may_pass(error: psycopg.Error) -> bool:
    """Whether to try at once again; a time-out has used up what a request may take."""
    if isinstance(error, PoolTimeout):
        return False
    return error.sqlstate is None or error.sqlstate.startswith(PASSING)


@contextmanager
def translated() -> Iterator[None]:
    """Raise CommandRefused for a refusal, and EconomyUnavailable for no answer."""
    try:
        yield
    except errors.NumericValueOutOfRange as error:
        raise CommandRefused("bad_amount") from error
    except UNAVAILABLE as error:
        raise EconomyUnavailable(type(error).__name__) from error
    except psycopg.Error as error:
        if error.sqlstate == REFUSED:
            raise CommandRefused(str(error.diag.message_primary)) from None
        raise
