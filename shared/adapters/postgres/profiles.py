"""Stores players' profiles in PostgreSQL: the games that they played."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.json import encode

from shared.adapters.postgres.ask import ask
from shared.adapters.postgres.pool import Pool
from shared.application.economy.note_games import Played, Rated


class PostgresProfiles:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def note(self, games: Sequence[Played]) -> None:
        ask(self._pool, "SELECT profile.note(%s::jsonb)", encode(games).decode())

    def note_rating(self, rated: Rated) -> None:
        ask(self._pool, "SELECT profile.note_rating(%s::jsonb)", encode(rated).decode())
