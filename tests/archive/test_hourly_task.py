"""The task that looks each hour, on machines that are not AWS's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from functions.scheduled.archive import NIGHT_HOUR, hourly
from shared.application.archive.look_at_due import Limits
from shared.archive.tiers import Policy
from tests.archive.house import House
from tests.functions.battle_application import BattleApplication


class Worker(BattleApplication):
    """On twins, but for players and their objects."""

    database_sleeps = False

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house, self.time = house, house.time
        vars(self)["player_store"] = house.player_store
        vars(self)["player_objects"] = house.player_objects

    @property
    def tier_policy(self) -> Policy:
        return self.house.tier_policy

    def count_archived(self, name: str, value: float) -> None:
        self.house.count_archived(name, value)

    def passes(self) -> Iterator[Counter[str]]:
        return hourly(self, lambda: Limits(self.clock() + timedelta(days=30)), self.wait)

    def wait(self, seconds: float) -> None:
        """What was away is back in the next hour."""
        self.house.away.clear()
        self.time.pass_seconds(seconds)


@pytest.fixture
def worker(own_house: House) -> Worker:
    return Worker(own_house)


def test_it_looks_again_as_each_hour_comes(worker: Worker) -> None:
    player = worker.house.player()
    worker.time.pass_seconds(40 * 60)
    passes = worker.passes()
    assert next(passes) == {}
    worker.time.pass_seconds(timedelta(days=3).total_seconds())
    assert next(passes) == {"warm": 1}
    assert (worker.clock().minute, worker.clock().second) == (0, 0)
    assert worker.house.header(player).tier == "warm"


def test_what_is_away_in_one_hour_is_asked_in_the_next(worker: Worker) -> None:
    worker.house.player()
    worker.time.pass_seconds(timedelta(days=3.1).total_seconds())
    worker.house.away.add("due")
    began = worker.clock()
    assert next(worker.passes()) == {"warm": 1}
    assert worker.house.turned_away == ["due"]
    assert timedelta() < worker.clock() - began <= timedelta(hours=1)


def test_a_database_that_sleeps_is_woken_at_night_alone(worker: Worker) -> None:
    worker.database_sleeps = True
    passes = worker.passes()
    for _ in range(2):
        next(passes)
        assert worker.clock().hour == NIGHT_HOUR
