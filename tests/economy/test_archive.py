"""Months that are long over leave the database once they are stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from shared.application.economy.archive_trades import (
    AT_ONCE,
    ArchiveDiffers,
    Stored,
    archive_trades,
)
from shared.economy.commands import Buy, Offer
from shared.economy.things import Thing
from shared.kernel.errors import CommandRefused
from tests.economy.archive_fixture import FEBRUARY, JANUARY, NOW, Attic
from tests.economy.bank import Bank, audited
from tests.economy.rewards_fixture import Killed
from tests.economy.server import Server


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
        assert app.trades.of_month(JANUARY, Stored(), 10) == []
        assert [each.listing for each in app.trades.of_month(FEBRUARY, Stored(), 10)] == [later]
        assert app.run_archive() == 0

    def test_stores_nothing_of_an_empty_month(self, app: Attic) -> None:
        assert app.run_archive() == 1
        assert app.archive.kept == {}
        assert app.trades.oldest_month(NOW) == FEBRUARY

    def test_begins_no_month_when_it_is_late(self, app: Attic) -> None:
        assert archive_trades(app.trades, app.archive, app.clock, NOW) == 0
        assert app.trades.oldest_month(NOW) == JANUARY

    def test_stores_a_large_month_in_parts(self, app: Attic, server: Server) -> None:
        app.trade(server, AT_ONCE + 1)
        assert app.run_archive() == 1
        sizes = {name: len(rows) for name, rows in app.archive.kept.items()}
        assert sizes == {"trades/2020-01/00000": AT_ONCE, "trades/2020-01/00001": 1}

    def test_keeps_a_month_that_could_not_be_read_back(self, app: Attic) -> None:
        listing = sell(app.bank, JANUARY)
        app.archive.lost = "00000"
        with pytest.raises(ArchiveDiffers):
            app.run_archive()
        assert [each.listing for each in app.trades.of_month(JANUARY, Stored(), 10)] == [listing]
        app.archive.lost = "none"
        assert app.run_archive() == 1

    def test_goes_on_the_next_time_where_it_was_late(self, app: Attic, server: Server) -> None:
        app.trade(server, 2 * AT_ONCE + 1)
        app.archive.seconds = 40
        assert app.run_archive() == 0
        assert app.archive.asked == ["0", "1"]
        assert app.run_archive() == 1
        assert app.archive.asked == ["0", "1", "2"]
        assert app.archived() == list(range(1, 2 * AT_ONCE + 2))

    @pytest.mark.parametrize("before", [[], [0, 0], [1], [0, 1, 2]])
    @pytest.mark.parametrize("after", [[], [2], [0, 1, 2]])
    def test_has_each_trade_once_wherever_it_dies(
        self, app: Attic, server: Server, before: list[int], after: list[int]
    ) -> None:
        app.trade(server, 2 * AT_ONCE + 1)
        app.forgetful.before, app.forgetful.after = list(before), list(after)
        for _ in (*before, *after):
            with pytest.raises(Killed):
                app.run_archive()
        assert app.run_archive() == 1
        assert app.archived() == list(range(1, 2 * AT_ONCE + 2))
        assert app.archive.asked == sorted([*"012", *map(str, before)])
        assert app.trades.oldest_month(NOW) == FEBRUARY

    def test_is_clean_for_the_audit_before_and_after(self, app: Attic, server: Server) -> None:
        sell(app.bank, JANUARY)
        sell(app.bank, FEBRUARY)
        url = server.url("rumpus", app.database)
        assert audited(url) == []
        app.run_archive()
        assert audited(url) == []


class TestNote:
    def test_of_another_part_in_the_place_of_one_is_refused(self, app: Attic) -> None:
        for day in range(3):
            sell(app.bank, JANUARY + timedelta(days=day))
        first, second, third = app.trades.of_month(JANUARY, Stored(), 3)
        for _ in range(2):
            app.trades.note_stored(JANUARY, [first, second], 0, NOW)
            assert app.trades.stored(JANUARY) == Stored(1, 2, second.at, second.listing)
        for page, part in (([first], 0), ([third], 2)):
            with pytest.raises(CommandRefused, match="part_taken"):
                app.trades.note_stored(JANUARY, page, part, NOW)
        app.trades.note_stored(JANUARY, [third], 1, NOW)
        app.trades.note_stored(JANUARY, [first, second], 0, NOW)
        assert app.trades.stored(JANUARY) == Stored(2, 3, third.at, third.listing)


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
