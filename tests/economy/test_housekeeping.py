"""The workloads that look after the economy's tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from functions.scheduled import expiry, housekeeping
from shared.adapters.memory.archive import InMemoryArchive
from shared.adapters.postgres.archive import PostgresTrades
from shared.adapters.postgres.market import PostgresMarket
from shared.adapters.postgres.outbox import PostgresOutbox
from shared.adapters.postgres.pool import Pool
from shared.application.economy.economy_activity import ACTIVE, is_active, note_activity
from shared.application.economy.maintenance import AT_ONCE, expire_listings
from shared.application.economy.ports import EconomyUnavailable
from shared.economy.commands import Batch, Offer
from shared.economy.things import Thing
from shared.runtime.once import once
from tests.economy.bank import NOON, Bank, new_name, pay
from tests.economy.server import Server
from tests.functions.battle_application import BattleApplication


class HousekeepingApplication(BattleApplication):
    def __init__(self, pool: Pool) -> None:
        super().__init__()
        self.pool = pool
        self.time.now = NOON
        note_activity(self.coordination, self.clock())

    @property
    def database_sleeps(self) -> bool:
        return True

    @once
    def market(self) -> PostgresMarket:
        return PostgresMarket(self.pool)

    @once
    def outbox(self) -> PostgresOutbox:
        return PostgresOutbox(self.pool)

    @once
    def trades(self) -> PostgresTrades:
        return PostgresTrades(self.pool)

    @once
    def archive(self) -> InMemoryArchive:
        return InMemoryArchive()


@pytest.fixture
def app(server: Server, database: str) -> Iterator[HousekeepingApplication]:
    """With connections of its own: a round sends more statements than a request may."""
    pool = Pool(server.url("rumpus", database), 1)
    yield HousekeepingApplication(pool)
    pool.close()


def offer(bank: Bank, seller: str) -> None:
    bank.do(Offer(seller, Thing("arrow"), "gold", 5, NOON + timedelta(hours=1)))


class TestExpiry:
    def test_gives_back_what_is_due_however_much_it_is(
        self, app: HousekeepingApplication, bank: Bank
    ) -> None:
        sellers = [bank.armed(arrows=60) for _ in range(2)]
        for seller in sellers:
            for _ in range(AT_ONCE // 2 + 1):
                offer(bank, seller)
        assert expiry.expire(app) == 0
        app.time.pass_seconds(3600)
        assert expiry.expire(app) == 0
        note_activity(app.coordination, app.clock())
        assert expiry.expire(app) == AT_ONCE + 2
        assert [bank.things(seller) for seller in sellers] == [{"arrow": 60}] * 2

    def test_stops_when_it_is_late(self, app: HousekeepingApplication) -> None:
        assert expire_listings(app, app.clock()) == 0


class TestHousekeeping:
    def test_prepares_months_and_forgets_keys(
        self, app: HousekeepingApplication, bank: Bank
    ) -> None:
        ann, key = bank.player(5), new_name()
        bank.do(pay(ann, "$fees/0", 1), key)
        bank.do_all(Batch((pay(ann, "$fees/0", 1),)))
        app.time.pass_seconds(timedelta(days=14).total_seconds())
        app.time.now = app.time.now.replace(year=2050)
        note_activity(app.coordination, app.clock() - ACTIVE)
        assert not is_active(app)
        housekeeping.keep(app)
        assert is_active(app)
        assert app.market.make_partitions(app.clock()) == 0
        assert app.outbox.forget_keys(app.clock()) == 0
        assert app.trades.oldest_month(app.clock() - timedelta(days=365)) is None
        bank.do(pay(ann, "$fees/0", 2), key)

    def test_does_what_it_can_and_tells_what_it_could_not(
        self, app: HousekeepingApplication, bank: Bank
    ) -> None:
        ann, key = bank.player(5), new_name()
        bank.do(pay(ann, "$fees/0", 1), key)
        app.time.pass_seconds(timedelta(days=14).total_seconds())
        none = Pool("postgresql://rumpus@127.0.0.1:1/none", 1)
        vars(app)["market"] = PostgresMarket(none)
        with pytest.raises(ExceptionGroup) as failure:
            housekeeping.keep(app)
        (fault,) = failure.value.exceptions
        assert isinstance(fault, EconomyUnavailable)
        assert app.outbox.forget_keys(app.clock()) == 0
        bank.do(pay(ann, "$fees/0", 2), key)
