"""A stream can be seen as it was at any past moment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.replay import replay
from shared.games.codebattle import CODE_BATTLE
from tests.application.battle_fixture import NOON, Process, answer, stream_of
from tests.codec import CODEC

ANN = stream_of("ann")


@pytest.fixture
def log() -> InMemoryLog:
    """Ann solves one question a minute: 20 of them, each worth 10 points."""
    log = InMemoryLog(CODEC)
    process = Process(log)
    process.schedule()
    process.join("ann")
    for minute in range(1, 21):
        command = replace(answer("ann", minute), now=NOON + timedelta(minutes=minute))
        process.handle(command, f"a{minute}")
    return log


class TestReplay:
    def test_is_the_present_without_a_bound(self, log: InMemoryLog) -> None:
        now = replay(log, CODE_BATTLE, ANN)

        assert (now.position, now.state.points) == (21, 200)

    @pytest.mark.parametrize(("position", "points"), [(1, 0), (2, 10), (17, 160), (99, 200)])
    def test_stops_after_a_position(self, log: InMemoryLog, position: int, points: int) -> None:
        then = replay(log, CODE_BATTLE, ANN, position=position)

        assert (then.position, then.state.points) == (min(position, 21), points)

    @pytest.mark.parametrize(
        ("seconds", "points"), [(0, 0), (59.999, 0), (60, 10), (61, 10), (9999, 200)]
    )
    def test_stops_after_a_time(self, log: InMemoryLog, seconds: float, points: int) -> None:
        then = replay(log, CODE_BATTLE, ANN, at=NOON + timedelta(seconds=seconds))

        assert then.state.points == points

    def test_stops_at_the_earlier_of_both_bounds(self, log: InMemoryLog) -> None:
        then = replay(log, CODE_BATTLE, ANN, position=5, at=NOON + timedelta(minutes=2))

        assert then.position == 3

    def test_is_nothing_before_the_first_commit(self, log: InMemoryLog) -> None:
        assert replay(log, CODE_BATTLE, ANN, position=0).state is None
        assert replay(log, CODE_BATTLE, ANN, at=NOON - timedelta(seconds=1)).state is None
        assert replay(log, CODE_BATTLE, "codebattle/none").position == 0
