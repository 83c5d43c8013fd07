"""Looks through all of the economy's books, as they are at one moment in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic

import psycopg
from psycopg.sql import SQL, Literal

from shared.adapters.postgres.audit_rules import RULES
from shared.adapters.postgres.pool import Pool
from shared.application.audit_economy import Findings, Rule
from shared.application.economy_ports import EconomyUnavailable

MOST = 100
LIMIT_SECONDS = 600


class PostgresBooks:
    """Reads whole tables, so it gives itself ten minutes, for its own transaction alone."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def findings(self) -> Mapping[Rule, Findings]:
        try:
            return self._findings()
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise EconomyUnavailable(type(error).__name__) from error

    def _findings(self) -> Mapping[Rule, Findings]:
        until = monotonic() + LIMIT_SECONDS
        with self._pool.connection(until) as connection, connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            limit = SQL("SET LOCAL statement_timeout = {}").format(Literal(f"{LIMIT_SECONDS}s"))
            connection.execute(limit)
            return {
                rule: connection.execute(SQL("{} LIMIT {}").format(SQL(query), MOST)).fetchall()
                for rule, query in RULES.items()
            }
