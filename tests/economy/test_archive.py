"""Months that are long over leave the database once they are stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import psycopg
import pytest

from shared.adapters.memory.archive import InMemoryArchive
from shared.adapters.postgres.archive import PostgresTrades
from shared.application.archive_trades import AT_ONCE, ArchiveDiffers, archive_trades
from shared.domain.economy.commands import Buy, Offer
from shared.domain.economy.things import Thing
from shared.domain.kernel.errors import CommandRefused
from tests.economy.bank import Bank, audited, sent
from tests.economy.server import Server
from tests.functions.backstage import Backstage

JANUARY = datetime(2020, 1, 1, tzinfo=UTC)
FEBRUARY = datetime(2020, 2, 1, tzinfo=UTC)
NOW = datetime(2021, 2, 2, tzinfo=UTC)
"""A year after January's end, but not after February's."""


class BrokenArchive(InMemoryArchive):
    """Loses the parts whose names end as in `lost`."""

    lost = "none"

    def keep(self, name: str, rows: Sequence[Any]) -> None:
        if name.endswith(self.lost):
            raise ArchiveDiffers(name)
        super().keep(name, rows)


class Attic(Backstage):
    def __init__(self, bank: Bank, database: str) -> None:
        super().__init__()
        self.bank = bank
        self.database = database
        self.time.now = NOW

    @property
    def trades(self) -> PostgresTrades:
        sent.count = 0
        return PostgresTrades(self.bank.pool)

    @cached_property
    def archive(self) -> BrokenArchive:
        return BrokenArchive()

    def run_archive(self) -> int:
        return archive_trades(self, NOW + timedelta(minutes=1))


@pytest.fixture
def app(server: Server) -> Iterator[Attic]:
    """A database of its own, with partitions from January 2020 on."""
    database = server.new_database()
    with Bank(server.url("rumpus", database), connections=1) as bank:
        bank.market.make_partitions(JANUARY, 1)
        yield Attic(bank, database)


def sell(bank: Bank, at: datetime) -> int:
    seller, buyer = bank.armed(arrows=1), bank.player(100)
    offer = Offer(seller, Thing("arrow"), "gold", 20, at + timedelta(days=1))
    listing = int(bank.do_all(offer, now=at)[0]["listing"])
    bank.do_all(Buy(listing, buyer, 20), now=at)
    return listing


class TestArchive:
    def test_stores_a_month_then_drops_it(self, app: Attic) -> None:
        listings = [sell(app.bank, JANUARY + timedelta(days=day)) for day in (0, 15, 30)]
        later = sell(app.bank, FEBRUARY)
        assert app.run_archive() == 1
        ((name, rows),) = app.archive.kept.items()
        assert name == "trades/2020-01/00000"
        assert [each["listing"] for each in rows] == listings
        assert (rows[0]["price"], rows[0]["fee"], rows[0]["at"]) == (20, 1, "2020-01-01T00:00:00Z")
        assert app.trades.of_month(JANUARY, None, 10) == []
        assert [each.listing for each in app.trades.of_month(FEBRUARY, None, 10)] == [later]
        assert app.run_archive() == 0

    def test_stores_nothing_of_an_empty_month(self, app: Attic) -> None:
        assert app.run_archive() == 1
        assert app.archive.kept == {}
        assert app.trades.oldest_month(NOW) == FEBRUARY

    def test_begins_no_month_when_it_is_late(self, app: Attic) -> None:
        assert archive_trades(app, NOW) == 0
        assert app.trades.oldest_month(NOW) == JANUARY

    def test_stores_a_large_month_in_parts(self, app: Attic, server: Server) -> None:
        with psycopg.connect(server.url("master", app.database)) as master:
            master.execute(
                "INSERT INTO market.trades SELECT n, 'ann', 'bob', 'arrow', NULL, 1, 'gold', 5, 0,"
                " %s FROM generate_series(1, %s) AS n",
                (JANUARY, AT_ONCE + 1),
            )
        assert app.run_archive() == 1
        sizes = {name: len(rows) for name, rows in app.archive.kept.items()}
        assert sizes == {"trades/2020-01/00000": AT_ONCE, "trades/2020-01/00001": 1}

    def test_keeps_a_month_that_could_not_be_read_back(self, app: Attic) -> None:
        listing = sell(app.bank, JANUARY)
        app.archive.lost = "00000"
        with pytest.raises(ArchiveDiffers):
            app.run_archive()
        assert [each.listing for each in app.trades.of_month(JANUARY, None, 10)] == [listing]
        app.archive.lost = "none"
        assert app.run_archive() == 1

    def test_is_clean_for_the_audit_before_and_after(self, app: Attic, server: Server) -> None:
        sell(app.bank, JANUARY)
        sell(app.bank, FEBRUARY)
        url = server.url("rumpus", app.database)
        assert audited(url) == []
        app.run_archive()
        assert audited(url) == []


class TestDrop:
    def test_refuses_a_month_with_a_trade_that_was_not_archived(self, app: Attic) -> None:
        sell(app.bank, JANUARY + timedelta(days=3))
        for last in (None, JANUARY):
            with pytest.raises(CommandRefused, match="not_archived"):
                app.trades.drop_month(JANUARY, 0, last, NOW)

    def test_refuses_a_month_that_is_not_long_over(self, app: Attic) -> None:
        now = FEBRUARY + timedelta(days=28)
        with pytest.raises(CommandRefused, match="month_not_over"):
            app.trades.drop_month(JANUARY, 0, None, now)

    def test_of_a_month_that_is_gone_changes_nothing(self, app: Attic) -> None:
        assert app.trades.drop_month(JANUARY, 0, None, NOW)
        assert not app.trades.drop_month(JANUARY, 0, None, NOW)
