"""Trades to be archived, and processes that die while they do it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from shared.adapters.memory.archive import InMemoryArchive
from shared.adapters.postgres.archive import PostgresTrades
from shared.adapters.postgres.pool import Pool
from shared.application.economy.archive_trades import ArchiveDiffers, Trade, archive_trades
from shared.runtime.once import once
from tests.economy.bank import Bank, sent
from tests.economy.rewards_fixture import Killed
from tests.economy.server import Server
from tests.functions.battle_application import BattleApplication
from tests.memory import Clock

JANUARY = datetime(2020, 1, 1, tzinfo=UTC)
FEBRUARY = datetime(2020, 2, 1, tzinfo=UTC)
NOW = datetime(2021, 2, 2, tzinfo=UTC)
"""A year after January's end, but not after February's."""


class BrokenArchive(InMemoryArchive):
    """Loses the parts whose names end as in `lost`; a part takes `seconds`."""

    lost = "none"
    seconds = 0

    def __init__(self, time: Clock) -> None:
        super().__init__()
        self.asked: list[str] = []
        self._time = time

    def keep(self, name: str, rows: Sequence[Any]) -> None:
        self.asked.append(name[-1])
        if name.endswith(self.lost):
            raise ArchiveDiffers(name)
        super().keep(name, rows)
        self._time.pass_seconds(self.seconds)


class ForgetfulTrades(PostgresTrades):
    """Dies before, or after, it has noted the next of `parts`."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(pool)
        self.before: list[int] = []
        self.after: list[int] = []

    def note_stored(self, month: datetime, page: Sequence[Trade], part: int, now: datetime) -> None:
        if part in self.before:
            self.before.remove(part)
            raise Killed
        super().note_stored(month, page, part, now)
        if part in self.after:
            self.after.remove(part)
            raise Killed


class Attic(BattleApplication):
    def __init__(self, bank: Bank, database: str) -> None:
        super().__init__()
        self.bank = bank
        self.database = database
        self.time.now = NOW

        self.forgetful = ForgetfulTrades(bank.pool)

    @property
    def trades(self) -> ForgetfulTrades:
        self.begin_request()
        return self.forgetful

    def begin_request(self) -> datetime:
        sent.count = 0
        return self.time.now

    @once
    def archive(self) -> BrokenArchive:
        return BrokenArchive(self.time)

    def run_archive(self) -> int:
        return archive_trades(
            self.trades, self.archive, self.begin_request, self.time.now + timedelta(minutes=1)
        )

    def trade(self, server: Server, trades: int) -> None:
        """So many in January, all at one moment."""
        with psycopg.connect(server.url("master", self.database)) as master:
            master.execute(
                "INSERT INTO market.trades SELECT n, 'ann', 'bob', 'arrow', NULL, 1, 'gold', 5, 0,"
                " %s FROM generate_series(1, %s) AS n",
                (JANUARY, trades),
            )

    def archived(self) -> list[int]:
        """The listings of all rows, as the objects have them one after the other."""
        parts = [self.archive.kept[name] for name in sorted(self.archive.kept)]
        return [row["listing"] for rows in parts for row in rows]
