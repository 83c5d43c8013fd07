"""Carries commands of the economy out in PostgreSQL, each in one statement."""

from __future__ import annotations

from typing import Any

from msgspec.json import encode

from shared.adapters.postgres.encode import encoded, service_of
from shared.adapters.postgres.failures import UNAVAILABLE, may_pass, translated
from shared.adapters.postgres.pool import Pool
from shared.application.economy_ports import Request, Results
from shared.domain.economy.commands import EconomyCommand

TRIES = 3

PERFORM = "SELECT economy.perform(%s, %s, %s, %s, %s::jsonb, %s)"


class PostgresEconomy:
    """Tries again when a connection breaks, or two requests block each other: the key allows it."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def perform(self, request: Request, command: EconomyCommand) -> Results:
        arguments = [
            service_of(command),
            request.scope,
            request.key,
            request.digest,
            encode(encoded(command)).decode(),
            request.now,
        ]
        with translated():
            return tuple(self._persist(arguments))

    def _persist(self, arguments: list[Any]) -> list[dict[str, Any]]:
        for _ in range(TRIES - 1):
            try:
                return self._call(arguments)
            except UNAVAILABLE as error:
                if not may_pass(error):
                    raise
                self._pool.check()  # others may have broken with this one
        return self._call(arguments)

    def _call(self, arguments: list[Any]) -> list[dict[str, Any]]:
        with self._pool.connection() as connection:
            row = connection.execute(PERFORM, arguments).fetchone()
        assert row is not None, "a function returns one row"
        results: list[dict[str, Any]] = row[0]
        return results
