from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property

import pytest

from functions.scheduled.prescale import prescale as tick
from shared.adapters.memory.fleet import InMemoryFleet
from shared.application.prescale import AHEAD, Plan, prescale
from shared.application.project_battle import KIND
from shared.domain.codebattle.events import ParticipantJoined
from shared.domain.codebattle.streams import participant_stream
from shared.domain.kernel.facts import Commit
from tests.memory import START, MemoryApplication

PLAN = Plan(fewest=2, most=10, sockets=100, expected=400)
NOON = START + timedelta(days=1)
HOUR = timedelta(hours=1)


class Calendar(MemoryApplication):
    """An application with a fleet, and battles that were scheduled."""

    @cached_property
    def fleet(self) -> InMemoryFleet:
        return InMemoryFleet(tasks=2)

    def schedule(self, battle: str, starts_at: datetime, *, over: bool = False) -> None:
        picture = {
            "battle": battle,
            "starts_at": starts_at.isoformat(),
            "ends_at": (starts_at + HOUR).isoformat(),
            "end_announced": over,
        }
        self.views.put(KIND, f"{starts_at.isoformat()}#{battle}", picture)

    def join(self, battle: str, count: int) -> None:
        for number in range(count):
            name = f"player-{number}"
            joined = ParticipantJoined(START, battle, name, f"id-{number}", 0, 0)
            stream = participant_stream(battle, name)
            self.log.append(Commit(stream, 1, (joined,), START, name, f"join-{number}", ""))

    def at(self, now: datetime) -> int:
        self.time.now = now
        kept = prescale(self, PLAN)
        assert kept == self.fleet.fewest
        return kept


@pytest.fixture
def calendar() -> Calendar:
    made = Calendar()
    made.schedule("finals", NOON)
    return made


class TestPrescale:
    def test_keeps_the_fewest_while_nothing_is_near(self, calendar: Calendar) -> None:
        assert calendar.at(NOON - AHEAD - timedelta(seconds=1)) == 2

    def test_has_gateways_ready_before_the_start(self, calendar: Calendar) -> None:
        assert calendar.at(NOON - AHEAD) == 4
        assert calendar.fleet.tasks == 4

    def test_keeps_them_until_the_end(self, calendar: Calendar) -> None:
        assert calendar.at(NOON + HOUR - timedelta(seconds=1)) == 4
        assert calendar.at(NOON + HOUR) == 2

    def test_lets_scaling_in_take_them_away(self, calendar: Calendar) -> None:
        calendar.at(NOON)
        calendar.at(NOON + HOUR)
        assert calendar.fleet.tasks == 4

    def test_keeps_none_for_a_battle_that_was_ended_early(self, calendar: Calendar) -> None:
        calendar.schedule("finals", NOON, over=True)
        assert calendar.at(NOON) == 2

    def test_adds_up_battles_of_one_time(self, calendar: Calendar) -> None:
        calendar.schedule("semifinals", NOON + timedelta(minutes=5))
        assert calendar.at(NOON) == 8

    def test_keeps_more_for_a_crowd_that_has_joined(self, calendar: Calendar) -> None:
        calendar.join("finals", 501)
        assert calendar.at(NOON) == 6

    def test_keeps_no_more_than_there_may_be(self, calendar: Calendar) -> None:
        calendar.join("finals", 1200)
        assert calendar.at(NOON) == 10

    def test_may_be_repeated(self, calendar: Calendar) -> None:
        assert calendar.at(NOON) == calendar.at(NOON) == 4


def test_the_tick_tells_how_many_it_keeps(
    calendar: Calendar, capsys: pytest.CaptureFixture[str]
) -> None:
    calendar.time.now = NOON
    assert tick(calendar) == 2
    assert '"GatewaysKept":2' in capsys.readouterr().out
