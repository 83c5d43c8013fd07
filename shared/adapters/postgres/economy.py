"""Carries out commands of the economy in PostgreSQL, each in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.json import encode

from shared.adapters.postgres.ask import ask
from shared.adapters.postgres.encode import encoded, service_of
from shared.adapters.postgres.pool import Pool
from shared.application.economy.ports import Request, Results
from shared.economy.commands import EconomyCommand, Transfer

PERFORM = """
    WITH told AS MATERIALIZED (SELECT set_config('rumpus.trace', %s, true))
    SELECT economy.perform(%s, %s, %s, %s, %s::jsonb, %s) FROM told
"""
"""Sets the trace for the transaction, which is this one statement."""

TRANSFER_EACH = "SELECT economy.transfer_each(%s, %s::jsonb, %s)"


class PostgresEconomy:
    """The idempotency key of a request makes a retry safe after a broken connection."""

    def __init__(self, pool: Pool, fee_basis_points: int) -> None:
        self._pool = pool
        self._fee_basis_points = fee_basis_points

    def perform(self, request: Request, command: EconomyCommand) -> Results:
        commands = encode(encoded(command, request.key, self._fee_basis_points)).decode()
        who = (service_of(command), request.scope, request.key, request.digest)
        [(results,)] = ask(self._pool, PERFORM, request.trace, *who, commands, request.now)
        return tuple(results)

    def transfer_each(
        self, scope: str, transfers: Sequence[tuple[str, str, Transfer]], now: datetime
    ) -> None:
        requests = [
            {"key": key, "digest": digest, "commands": encoded(each, key, self._fee_basis_points)}
            for key, digest, each in transfers
        ]
        ask(self._pool, TRANSFER_EACH, scope, encode(requests).decode(), now)
