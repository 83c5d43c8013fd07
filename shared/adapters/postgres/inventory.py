"""Reads players' inventories from PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import blake2b

from msgspec.json import encode

from shared.adapters.postgres.ask import ask
from shared.adapters.postgres.pool import Pool
from shared.application.economy.ports import Holding
from shared.economy.things import Definition, check_catalogue

HOLDINGS = """
    (SELECT item, amount, '' AS id, NULL AS slot FROM inventory.stacks
     WHERE owner = %(owner)s AND (item, '') > (%(item)s, %(id)s) ORDER BY item LIMIT %(limit)s)
    UNION ALL
    (SELECT item, 1, id, equipped FROM inventory.uniques
     WHERE owner = %(owner)s AND (item, id) > (%(item)s, %(id)s) ORDER BY item, id LIMIT %(limit)s)
    ORDER BY item, id LIMIT %(limit)s
"""

WORN = """
    SELECT owner, array_agg(item ORDER BY equipped) FROM inventory.uniques
    WHERE owner = ANY(%s) AND equipped IS NOT NULL GROUP BY owner
"""


class PostgresInventories:
    """Each method is one statement."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def publish(self, version: int, definitions: Sequence[Definition], now: datetime) -> None:
        ordered = tuple(sorted(definitions, key=lambda each: each.item))
        check_catalogue(version, ordered)
        content = encode(ordered)
        digest = blake2b(content, digest_size=16).hexdigest()
        statement = "SELECT inventory.publish(%s, %s, %s::jsonb, %s)"
        ask(self._pool, statement, version, digest, content.decode(), now)

    def holdings(
        self, owner: str, after: tuple[str, str] = ("", ""), limit: int = 100
    ) -> Sequence[Holding]:
        item, last = after
        arguments = {"owner": owner, "item": item, "id": last, "limit": limit}
        return [Holding(*row) for row in ask(self._pool, HOLDINGS, **arguments)]

    def worn(self, owners: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        found = ask(self._pool, WORN, list(owners)) if owners else ()
        return {owner: tuple(items) for owner, items in found}
