"""Connections to PostgreSQL: few, short, and without a session's state."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

type Pool = ConnectionPool[psycopg.Connection[TupleRow]]

WAIT_SECONDS = 1.0
"""For a connection: an answer of 503 comes within two seconds."""


def connect(url: str, size: int, **more: Any) -> Pool:
    """Open up to `size` connections, the first when one is needed.

    Each statement is a transaction of its own and none is prepared by name, so that a pooler may
    give every transaction another connection. Time-outs are defaults of the role.
    """
    options = {"autocommit": True, "prepare_threshold": None, "connect_timeout": 2, **more}
    return ConnectionPool(
        url, min_size=0, max_size=size, timeout=WAIT_SECONDS, kwargs=options, open=True
    )
