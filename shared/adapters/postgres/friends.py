"""Stores friends in PostgreSQL: one row for each pair of players."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shared.adapters.postgres.ask import ask
from shared.adapters.postgres.pool import Pool
from shared.application.players.friends import Pair, Verb

OF = """
    SELECT other, CASE WHEN blocks THEN 'blocked' WHEN state = 'friends' THEN 'friends'
                       WHEN asked = %(me)s THEN 'asked' ELSE 'asks' END, at
    FROM (
        SELECT high AS other, state, asked, low_blocks AS blocks, high_blocks AS blocked, at
        FROM social.pairs WHERE low = %(me)s
        UNION ALL
        SELECT low, state, asked, high_blocks, low_blocks, at
        FROM social.pairs WHERE high = %(me)s
    ) AS pairs
    WHERE blocks OR (state <> 'none' AND NOT blocked)
    ORDER BY other LIMIT %(most)s
"""


class PostgresFriends:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def act(self, verb: Verb, me: str, other: str, now: datetime, most: int) -> str:
        statement = "SELECT social.act(%s, %s, %s, %s, %s)"
        return str(ask(self._pool, statement, verb, me, other, most, now)[0][0])

    def of(self, me: str, most: int) -> Sequence[Pair]:
        return [Pair(*row) for row in ask(self._pool, OF, me=me, most=most)]
