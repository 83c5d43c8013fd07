"""Audits the economy's whole ledger in PostgreSQL, in one snapshot."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from time import monotonic

import psycopg
from psycopg.sql import SQL, Literal

from shared.adapters.postgres.audit_rules import REWARDS, REWARDS_OF, RULES
from shared.adapters.postgres.connection import Connection
from shared.adapters.postgres.pool import Pool
from shared.application.economy.audit_economy import MOST, Findings, Paid, Rule
from shared.application.economy.ports import EconomyUnavailable
from shared.application.economy.reward_room import UNLISTED

LIMIT_SECONDS = 600


class PostgresLedger:
    """Reads whole tables, so its own transaction, and no other, may take ten minutes."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def findings(self) -> Mapping[Rule, Findings]:
        with self._one_moment() as connection:
            return {
                rule: connection.execute(SQL("{} LIMIT {}").format(SQL(query), MOST)).fetchall()
                for rule, query in RULES.items()
            }

    def rewards(self, since: datetime) -> Sequence[Paid]:
        with self._one_moment() as connection:
            return [Paid(*row) for row in connection.execute(REWARDS, [since])]

    def rewards_of(self, keys: Collection[str]) -> Sequence[Paid]:
        with self._one_moment() as connection:
            return [Paid(*row) for row in connection.execute(REWARDS_OF, [UNLISTED, list(keys)])]

    @contextmanager
    def _one_moment(self) -> Iterator[Connection]:
        """Lend a connection on which all reads see the same snapshot."""
        try:
            until = monotonic() + LIMIT_SECONDS
            with self._pool.connection(until) as connection, connection.transaction():
                connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                limit = SQL("SET LOCAL statement_timeout = {}").format(Literal(f"{LIMIT_SECONDS}s"))
                connection.execute(limit)
                yield connection
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise EconomyUnavailable(type(error).__name__) from error
