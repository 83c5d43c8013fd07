"""Reads the facts in PostgreSQL that wait to be shipped, and removes expired idempotency keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shared.adapters.postgres.ask import ask
from shared.adapters.postgres.pool import Pool
from shared.economy.outbox import EconomyFact

OLDEST = """
    SELECT * FROM (
        (SELECT 'wallet' AS service, id, subject, kind, body, at, key, trace
         FROM wallet.outbox ORDER BY id LIMIT %(limit)s)
        UNION ALL
        (SELECT 'inventory', id, subject, kind, body, at, key, trace
         FROM inventory.outbox ORDER BY id LIMIT %(limit)s)
        UNION ALL
        (SELECT 'market', id, subject, kind, body, at, key, trace
         FROM market.outbox ORDER BY id LIMIT %(limit)s)
        UNION ALL
        (SELECT 'economy', id, subject, kind, body, at, key, trace
         FROM economy.outbox ORDER BY id LIMIT %(limit)s)
    ) AS facts ORDER BY service, id
"""

REMOVE = """
    WITH shipped AS (SELECT * FROM unnest(%s::text[], %s::bigint[]) AS s (service, id)),
    wallet_gone AS (DELETE FROM wallet.outbox
        WHERE id IN (SELECT id FROM shipped WHERE service = 'wallet')),
    inventory_gone AS (DELETE FROM inventory.outbox
        WHERE id IN (SELECT id FROM shipped WHERE service = 'inventory')),
    market_gone AS (DELETE FROM market.outbox
        WHERE id IN (SELECT id FROM shipped WHERE service = 'market')),
    economy_gone AS (DELETE FROM economy.outbox
        WHERE id IN (SELECT id FROM shipped WHERE service = 'economy'))
    SELECT 1
"""

FORGET = """
    SELECT wallet.forget_keys(%(now)s, %(most)s) + inventory.forget_keys(%(now)s, %(most)s)
        + market.forget_keys(%(now)s, %(most)s) + economy.forget_keys(%(now)s, %(most)s)
"""


class PostgresOutbox:
    """Each method handles all services in one statement."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def waiting(self, limit: int = 100) -> Sequence[EconomyFact]:
        return [EconomyFact(*row) for row in ask(self._pool, OLDEST, limit=limit)]

    def shipped(self, facts: Sequence[EconomyFact]) -> None:
        services = [each.service for each in facts]
        ask(self._pool, REMOVE, services, [each.number for each in facts])

    def forget_keys(self, now: datetime, most: int = 10_000) -> int:
        return int(ask(self._pool, FORGET, now=now, most=most)[0][0])
