"""Reads and moves headers and rows of players in PostgreSQL; the rules are in shared/archive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import psycopg
from msgspec import convert, to_builtins
from msgspec.json import decode, encode

from shared.adapters.postgres.ask import ask
from shared.adapters.postgres.pool import Pool
from shared.application.archive.ports import Leaving, Reading, TierCount
from shared.archive.snapshot import Sections
from shared.archive.tiers import Header
from shared.kernel.errors import CommandRefused
from shared.kernel.typed import converter

_read_header = converter(Header)

HEADER = "SELECT player, tier, version, seen, due, thaws, reason, object FROM archive.players "
ENTER = """
    SELECT player, tier, version, seen, due, thaws, reason, object FROM archive.enter(%s, %s, %s)
"""
DUE = f"{HEADER} WHERE due <= %s ORDER BY due, player LIMIT %s"
COUNTS = """
    SELECT tier, sum(players)::bigint, sum(bytes)::bigint FROM archive.counts
    GROUP BY tier HAVING sum(players) <> 0 ORDER BY tier
"""
LAST_SEEN = """
    SELECT greatest(0, extract(day FROM now() - seen))::int, count(*)
    FROM archive.players TABLESAMPLE SYSTEM (%s) WHERE tier IN ('hot', 'warm')
    GROUP BY 1 ORDER BY 1
"""


class PostgresPlayers:
    """Each method is one statement, so that it leaves no lock behind."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def enter(self, player: str, due: datetime, now: datetime) -> Header:
        return _header(ask(self._pool, ENTER, player, due, now)[0])

    def find(self, player: str) -> Header | None:
        rows = ask(self._pool, f"{HEADER} WHERE player = %s", player)
        return _header(rows[0]) if rows else None

    def due(self, now: datetime, limit: int) -> Sequence[Header]:
        return [_header(row) for row in ask(self._pool, DUE, now, limit)]

    def advance(self, moves: Iterable[tuple[Header, Header]]) -> set[str]:
        asked = encode([_move(before, after) for before, after in moves]).decode()
        rows = ask(self._pool, "SELECT * FROM archive.advance(%s::jsonb)", asked)
        return {player for (player,) in rows}

    def read(self, headers: Sequence[Header]) -> Mapping[str, Reading]:
        players = [each.player for each in headers]
        rows = ask(self._pool, "SELECT * FROM archive.read(%s)", players)
        return {player: Reading(decode(text), *rest) for player, text, *rest in rows}

    def freeze(self, leaving: Sequence[Leaving]) -> Mapping[str, str]:
        asked = encode(leaving).decode()
        [(found,)] = ask(self._pool, "SELECT archive.freeze(%s::jsonb)", asked)
        return convert(found, dict[str, str])

    def thaw(self, player: str, sections: Sections, due: datetime, now: datetime) -> str:
        statement = "SELECT archive.thaw(%s, %s::jsonb, %s, %s)"
        what = encode(sections).decode()
        try:
            return str(ask(self._pool, statement, player, what, due, now)[0][0])
        except (psycopg.IntegrityError, psycopg.DataError) as error:  # a table refuses a row
            raise CommandRefused("proof_failed") from error

    def delete(self, header: Header, sha256: str, by: str, now: datetime) -> str:
        statement = "SELECT archive.delete(%s, %s, %s, %s, %s)"
        return str(ask(self._pool, statement, header.player, header.version, sha256, by, now)[0][0])

    def counts(self) -> Sequence[TierCount]:
        return [TierCount(*row) for row in ask(self._pool, COUNTS)]

    def last_seen(self, step: int) -> Sequence[tuple[int, int]]:
        return [(days, found * step) for days, found in ask(self._pool, LAST_SEEN, 100 / step)]


def _header(row: tuple[Any, ...]) -> Header:
    return _read_header(dict(zip(Header.__struct_fields__, row, strict=True)))


def _move(before: Header, after: Header) -> dict[str, Any]:
    return {
        "name": before.player,
        "at": before.version,
        "tier": after.tier,
        "seen": to_builtins(after.seen),
        "due": to_builtins(after.due),
        "reason": after.reason,
    }
