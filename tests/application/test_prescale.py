from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from functions.scheduled.prescale import prescale as tick
from shared.adapters.memory.fleet import InMemoryFleet
from shared.application.lifecycle.prescale import AHEAD, ARRIVED, Plan, prescale
from shared.application.lifecycle.project_room import project_room
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import EndEarly, ScheduleBattle
from shared.games.codebattle.facts import ParticipantJoined
from shared.games.codebattle.questions import Question
from shared.games.codebattle.streams import battle_stream, participant_stream
from shared.kernel.facts import Command, Commit
from shared.runtime.once import once
from tests.memory import START, MemoryApplication

AUTO = Plan(fewest=2, most=10, sockets=100, placement="auto", placement_size=300, expected=400)
DEDICATED = replace(AUTO, placement="dedicated")
SERVERLESS = replace(AUTO, placement="serverless")
NOON = START + timedelta(days=1)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


class Calendar(MemoryApplication):
    """An application with a fleet, and battles that were scheduled."""

    @once
    def fleet(self) -> InMemoryFleet:
        return InMemoryFleet(tasks=2)

    def schedule(self, battle: str, starts_at: datetime, *, over: bool = False) -> None:
        if over:
            self.operate(EndEarly(START, battle), f"end-{battle}")
        else:
            times = (starts_at, starts_at + HOUR)
            command = ScheduleBattle(START, battle, "t", *times, (Question("q1", "?", ("!",)),))
            self.operate(command, f"plan-{battle}")
        project_room(self, battle_stream(battle))

    def operate(self, command: Command, command_id: str) -> None:
        self.handle(CODE_BATTLE, command, by="op", command_id=command_id)

    def join(self, battle: str, count: int) -> None:
        for number in range(count):
            name = f"player-{number}"
            joined = ParticipantJoined(START, battle, name, f"id-{number}", 0, 0)
            stream = participant_stream(battle, name)
            self.log.append(Commit(stream, 1, (joined,), START, name, f"join-{number}", ""))

    def at(self, now: datetime, plan: Plan = AUTO) -> int:
        self.time.now = now
        kept = prescale(self, self.fleet, plan)
        assert kept == self.fleet.fewest
        return kept


@pytest.fixture
def calendar() -> Calendar:
    made = Calendar()
    made.schedule("finals", NOON)
    return made


class TestPrescale:
    def test_keeps_the_fewest_while_nothing_is_near(self, calendar: Calendar) -> None:
        assert calendar.at(NOON - AHEAD - SECOND) == 2

    def test_has_gateways_ready_before_the_start(self, calendar: Calendar) -> None:
        assert calendar.at(NOON - AHEAD) == 4
        assert calendar.fleet.tasks == 4

    def test_expects_a_crowd_until_it_has_arrived(self, calendar: Calendar) -> None:
        assert calendar.at(NOON + ARRIVED - SECOND) == 4
        assert calendar.at(NOON + ARRIVED) == 2

    def test_lets_scaling_in_take_them_away(self, calendar: Calendar) -> None:
        calendar.at(NOON)
        calendar.at(NOON + ARRIVED)
        assert (calendar.fleet.fewest, calendar.fleet.tasks) == (2, 4)

    def test_keeps_them_for_who_has_joined_until_the_end(self, calendar: Calendar) -> None:
        calendar.join("finals", 301)
        assert calendar.at(NOON + ARRIVED) == 4
        assert calendar.at(NOON + HOUR - SECOND) == 4
        assert calendar.at(NOON + HOUR) == 2

    def test_keeps_none_for_a_battle_that_was_ended_early(self, calendar: Calendar) -> None:
        calendar.join("finals", 501)
        calendar.schedule("finals", NOON, over=True)
        assert calendar.at(NOON) == calendar.at(NOON + ARRIVED) == 2

    def test_adds_up_battles_of_one_time(self, calendar: Calendar) -> None:
        calendar.schedule("semifinals", NOON + timedelta(minutes=5))
        assert calendar.at(NOON) == 8

    def test_adds_who_is_expected_to_who_has_joined(self, calendar: Calendar) -> None:
        calendar.join("finals", 301)
        calendar.schedule("semifinals", NOON + ARRIVED)
        assert calendar.at(NOON + ARRIVED) == 8

    def test_keeps_none_for_many_battles_that_nobody_joined(self, calendar: Calendar) -> None:
        for number in range(10):
            calendar.schedule(f"battle-{number}", NOON)
        assert calendar.at(NOON) == 10
        assert calendar.at(NOON + ARRIVED) == calendar.at(NOON + ARRIVED, DEDICATED) == 2

    def test_keeps_more_for_a_crowd_that_has_joined(self, calendar: Calendar) -> None:
        calendar.join("finals", 501)
        assert calendar.at(NOON) == 6

    def test_keeps_no_more_than_there_may_be(self, calendar: Calendar) -> None:
        calendar.join("finals", 1200)
        assert calendar.at(NOON) == 10

    def test_sees_the_near_battle_however_many_come_later(self, calendar: Calendar) -> None:
        for number in range(505):
            calendar.schedule(f"later-{number}", NOON + timedelta(days=1 + number))
        assert calendar.at(NOON) == 4

    def test_may_be_repeated(self, calendar: Calendar) -> None:
        assert calendar.at(NOON) == calendar.at(NOON) == 4


class TestPlacement:
    def test_of_nobody_needs_the_fewest(self, calendar: Calendar) -> None:
        calendar.join("finals", 501)
        assert calendar.at(NOON - AHEAD, SERVERLESS) == calendar.at(NOON, SERVERLESS) == 2
        assert calendar.at(NOON + ARRIVED, SERVERLESS) == 2

    def test_of_nobody_stops_no_task_itself(self, calendar: Calendar) -> None:
        calendar.at(NOON)
        assert calendar.at(NOON, SERVERLESS) == 2
        assert calendar.fleet.tasks == 4

    def test_by_size_leaves_a_small_battle_to_functions(self, calendar: Calendar) -> None:
        calendar.join("finals", 300)
        assert calendar.at(NOON) == 4
        assert calendar.at(NOON + ARRIVED) == 2

    def test_of_all_counts_a_small_battle(self, calendar: Calendar) -> None:
        calendar.join("finals", 300)
        assert calendar.at(NOON, DEDICATED) == 4
        assert calendar.at(NOON + ARRIVED, DEDICATED) == 3

    def test_by_a_size_that_the_fleet_could_not_bear(self, calendar: Calendar) -> None:
        calendar.join("finals", 1200)
        assert calendar.at(NOON + ARRIVED, replace(AUTO, placement_size=1199)) == 10
        assert calendar.at(NOON + ARRIVED, replace(AUTO, placement_size=1200)) == 2


class TestTick:
    def test_tells_how_many_it_keeps(
        self, calendar: Calendar, capsys: pytest.CaptureFixture[str]
    ) -> None:
        calendar.time.now = NOON
        assert tick(calendar) == 2
        assert '"GatewaysKept":2' in capsys.readouterr().out

    def test_knows_the_placement_of_the_stage(self, calendar: Calendar) -> None:
        calendar.join("finals", 4)
        usual = replace(calendar.settings, fleet_fewest=0, fleet_most=9)
        kept = []
        for choice, size in (("serverless", 3), ("auto", 3), ("auto", 4), ("dedicated", 4)):
            calendar.settings = replace(usual, placement=choice, placement_size=size)
            calendar.time.now = NOON
            before = tick(calendar)
            calendar.time.now = NOON + ARRIVED
            kept.append((before, tick(calendar)))
        assert kept == [(0, 0), (4, 1), (4, 0), (4, 1)]
