"""From the outbox to the stream: each fact at least once, those of a player in order."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from functions.scheduled import ship
from shared.adapters.postgres.ask import ask
from shared.application.economy.economy_activity import ACTIVE, KEY, NotedEconomy, note_activity
from shared.application.economy.perform import perform
from shared.application.economy.ship_facts import AT_ONCE, LEASE, ship_facts
from shared.economy.commands import Grant
from shared.economy.things import Thing
from shared.wire.economy_facts import decode_fact
from tests.economy.bank import Bank, new_name, pay, sent
from tests.economy.shipping_fixture import Harbour, Killed


def ages(capsys: pytest.CaptureFixture[str]) -> list[float]:
    """The metric that was written, in seconds."""
    lines = map(json.loads, capsys.readouterr().out.splitlines())
    return [line["OutboxAge"] for line in lines if "OutboxAge" in line]


@pytest.fixture
def app(bank: Bank, capsys: pytest.CaptureFixture[str]) -> Harbour:
    """With an outbox that is empty, and a change that was noted."""
    harbour = Harbour(bank)
    note_activity(harbour.coordination, harbour.clock())
    ship.ship(harbour)
    harbour.fact_stream.records.clear()
    capsys.readouterr()
    return harbour


class TestShip:
    def test_empties_the_outbox_in_order(self, app: Harbour, bank: Bank) -> None:
        ann = bank.player(50)
        for amount in (1, 2, 3):
            bank.do(pay(ann, "$fees/0", amount))
        bank.do(Grant(ann, (Thing("arrow"),)))
        waiting = app.outbox.waiting()
        assert ship.ship(app) == 5
        assert [decode_fact(data) for _, data in app.fact_stream.records] == waiting
        assert {key for key, _ in app.fact_stream.records} == {ann}
        assert app.outbox.waiting() == []
        assert ship.ship(app) == 0

    def test_goes_on_until_nothing_waits(self, app: Harbour, bank: Bank) -> None:
        told = "SELECT wallet.tell('ann', 'noted', '[]', now()) FROM generate_series(1, %s)"
        ask(bank.pool, told, 2 * AT_ONCE + 1)
        assert ship.ship(app) == 2 * AT_ONCE + 1
        assert app.shipped() == sorted(app.shipped())

    def test_stops_when_it_is_late(self, app: Harbour, bank: Bank) -> None:
        bank.player(50)
        ages: list[timedelta] = []
        assert ship_facts(app, app.fact_stream, app.clock(), ages.append) == 0
        assert (
            ship_facts(app, app.fact_stream, app.clock() + timedelta(seconds=1), ages.append) == 1
        )
        assert len(ages) == 1

    def test_ships_again_what_it_did_not_live_to_remove(self, app: Harbour, bank: Bank) -> None:
        bank.player(50)
        app.outbox.dies = True
        with pytest.raises(Killed):
            ship.ship(app)
        app.outbox.dies = False
        assert ship.ship(app) == 1
        first, second = app.shipped()
        assert first == second

    def test_keeps_what_did_not_get_through(self, app: Harbour, bank: Bank) -> None:
        ann, bob = bank.player(50), bank.player(50)
        app.fact_stream.throttled = {ann}
        assert ship.ship(app) == 1
        assert [key for key, _ in app.fact_stream.records] == [bob]
        app.fact_stream.throttled = set()
        assert ship.ship(app) == 1
        assert [key for key, _ in app.fact_stream.records] == [bob, ann]

    def test_keeps_everything_while_the_stream_is_away(self, app: Harbour, bank: Bank) -> None:
        bank.player(50)
        app.fact_stream.down = True
        with pytest.raises(OSError, match="no answer"):
            ship.ship(app)
        app.fact_stream.down = False
        assert ship.ship(app) == 1

    def test_leaves_it_to_one_at_a_time(self, app: Harbour, bank: Bank) -> None:
        bank.player(50)
        lease = app.coordination.claim(LEASE, 60_000)
        assert lease is not None
        assert ship.ship(app) == 0
        app.coordination.release(LEASE, lease)
        assert ship.ship(app) == 1

    def test_does_without_the_lease_when_the_cache_is_down(self, app: Harbour, bank: Bank) -> None:
        bank.player(50)
        app.down(down=True)
        assert ship.ship(app) == 1


class TestAge:
    """How long the oldest fact has waited, told each time that the outbox is looked at."""

    def test_is_of_the_oldest_fact_of_any_service(
        self, app: Harbour, bank: Bank, capsys: pytest.CaptureFixture[str]
    ) -> None:
        ann = bank.player(50)
        bank.do(Grant(ann, (Thing("arrow"),)))
        (oldest, *_) = sorted(each.at for each in app.outbox.waiting())
        app.time.now = oldest + timedelta(seconds=90)
        note_activity(app.coordination, app.clock())
        assert ship.ship(app) == 2
        assert ages(capsys) == [90.0]

    def test_is_told_while_nothing_gets_through(
        self, app: Harbour, bank: Bank, capsys: pytest.CaptureFixture[str]
    ) -> None:
        bank.player(50)
        (oldest,) = [each.at for each in app.outbox.waiting()]
        app.fact_stream.down = True
        for minute in (1, 2):
            app.time.now = oldest + timedelta(minutes=minute)
            note_activity(app.coordination, app.clock())
            with pytest.raises(OSError, match="no answer"):
                ship.ship(app)
        assert ages(capsys) == [60.0, 120.0]

    def test_of_nothing_is_none(self, app: Harbour, capsys: pytest.CaptureFixture[str]) -> None:
        assert ship.ship(app) == 0
        assert ages(capsys) == [0.0]

    def test_is_not_asked_of_a_database_that_may_sleep(
        self, app: Harbour, bank: Bank, capsys: pytest.CaptureFixture[str]
    ) -> None:
        bank.player(50)
        app.time.pass_seconds(ACTIVE.total_seconds())
        sent.count = 0
        assert ship.ship(app) == 0
        assert sent.count == 0
        assert ages(capsys) == []


class TestActivity:
    """Without it the database is left alone, so that it may sleep."""

    def test_of_a_quarter_of_an_hour_ago_is_none(self, app: Harbour, bank: Bank) -> None:
        app.time.pass_seconds(ACTIVE.total_seconds())
        bank.player(50)
        assert ship.ship(app) == 0
        economy = NotedEconomy(bank.economy, app.coordination)
        sent.count = 0
        command = pay("$issuance/0", "ann", 1)
        perform(economy, command, scope="op", key=new_name(), now=app.clock())
        assert ship.ship(app) == 2

    def test_is_looked_for_where_the_mark_was_lost(self, app: Harbour, bank: Bank) -> None:
        """A store that was emptied tells nothing of what was changed before."""
        app.time.pass_seconds(ACTIVE.total_seconds())
        bank.player(50)
        assert ship.ship(app) == 0
        app.coordination.put(KEY, b"", 0)
        assert app.coordination.get(KEY) is None
        assert ship.ship(app) == 1
        bank.player(50)
        app.time.pass_seconds(ACTIVE.total_seconds() - 1)
        assert ship.ship(app) == 1
        app.time.pass_seconds(1)
        sent.count = 0
        assert ship.ship(app) == 0
        assert sent.count == 0

    def test_of_days_in_which_the_house_was_kept_is_remembered(self, app: Harbour) -> None:
        """Else the database would be woken for nothing."""
        for _ in range(3):
            note_activity(app.coordination, app.clock())
            app.time.pass_seconds(timedelta(days=1).total_seconds())
            assert app.coordination.get(KEY) is not None

    @pytest.mark.parametrize("trouble", ["down", "throttled"])
    def test_goes_on_while_facts_do_not_get_through(
        self, app: Harbour, bank: Bank, trouble: str
    ) -> None:
        ann = bank.player(50)
        app.time.pass_seconds(ACTIVE.total_seconds() - 1)
        if trouble == "down":
            app.fact_stream.down = True
            with pytest.raises(OSError, match="no answer"):
                ship.ship(app)
            app.fact_stream.down = False
        else:
            app.fact_stream.throttled = {ann}
            assert ship.ship(app) == 0
            app.fact_stream.throttled = set()
        app.time.pass_seconds(ACTIVE.total_seconds() - 1)
        assert ship.ship(app) == 1
