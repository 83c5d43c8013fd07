"""A command is decided on what is true, costs few calls, and is tried again when others win."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.ports import StreamMoved
from shared.games.codebattle.commands import EndEarly, JoinBattle, LeaveBattle, StartBattle
from shared.kernel.errors import CommandRefused
from tests.application.battle_fixture import (
    NOON,
    Clock,
    Process,
    SpyLog,
    answer,
    attack,
    battle_of_two,
    stream_of,
)
from tests.codec import CODEC

ANN, BOB = stream_of("ann"), stream_of("bob")


@pytest.fixture
def log() -> InMemoryLog:
    return battle_of_two()


@pytest.fixture
def spy(log: InMemoryLog) -> SpyLog:
    return SpyLog(log)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def warm(spy: SpyLog, clock: Clock) -> Process:
    """A process that knows the battle and both players; its log has counted nothing yet."""
    process = Process(spy, clock)
    process.handle(attack("ann", "bob"), "warm-up")
    spy.calls.clear()
    return process


class TestAppend:
    def test_answers_and_gives_what_was_written(self, log: InMemoryLog) -> None:
        handled = Process(log).handle(attack("ann", "bob"), "x1")

        assert handled.outcome == {"blocked": True, "points_deducted": 0}
        assert [each.stream for each in handled.commits] == [ANN, BOB]
        assert [list(log.read(each))[-1] for each in (ANN, BOB)] == list(handled.commits)

    def test_keeps_the_outcome_on_the_own_stream_alone(self, log: InMemoryLog) -> None:
        own, other = Process(log).handle(attack("ann", "bob"), "x1").commits

        assert (own.command_id, own.by, own.at) == ("x1", "player-ann", NOON)
        assert own.outcome == {"blocked": True, "points_deducted": 0}
        assert (other.command_id, other.by, other.outcome) == ("x1", "player-ann", None)

    def test_writes_nothing_without_facts(self, log: InMemoryLog, spy: SpyLog) -> None:
        Process(log).handle(StartBattle(NOON, "b1"), "s1")

        handled = Process(spy).handle(StartBattle(NOON, "b1"), "s2")

        assert (handled.outcome, handled.commits, handled.repeated) == ({}, (), False)
        assert "append" not in spy.calls

    def test_refuses_an_unknown_battle(self) -> None:
        with pytest.raises(CommandRefused, match="unknown_battle"):
            Process(InMemoryLog(CODEC)).handle(attack("ann", "bob"), "x1")


class TestCache:
    def test_spares_every_read_when_warm(self, warm: Process, spy: SpyLog) -> None:
        warm.handle(answer("ann", 1), "a1")
        warm.handle(attack("ann", "bob"), "x1")

        assert spy.calls == ["append", "append"]

    def test_looks_at_the_battle_again_after_five_seconds(
        self, warm: Process, spy: SpyLog, clock: Clock
    ) -> None:
        clock.seconds = 5.5
        warm.handle(answer("ann", 1), "a1")

        assert spy.calls == ["read codebattle/b1 after 1", "append"]

    def test_knows_of_an_early_end_after_five_seconds(
        self, warm: Process, log: InMemoryLog, clock: Clock
    ) -> None:
        Process(log).handle(EndEarly(NOON, "b1"), "e1")
        clock.seconds = 5.5

        with pytest.raises(CommandRefused, match="battle_ended"):
            warm.handle(replace(answer("ann", 1), now=NOON + timedelta(minutes=1)), "a1")

    def test_never_refuses_by_what_is_stale(self, warm: Process, log: InMemoryLog) -> None:
        other = Process(log)
        warm.handle(LeaveBattle(NOON, "b1", "bob"), "l1")
        other.handle(JoinBattle(NOON, "b1", "bob", "player-bob"), "j1")

        assert warm.handle(attack("ann", "bob"), "x1").commits

    def test_does_not_hide_a_player_who_joined_elsewhere(
        self, warm: Process, log: InMemoryLog
    ) -> None:
        with pytest.raises(CommandRefused, match="no_target"):
            warm.handle(attack("ann", "zoe"), "x1")
        other = Process(log)
        other.join("zoe")
        other.handle(answer("zoe"), "z1")

        assert warm.handle(attack("ann", "zoe"), "x2").commits

    def test_refuses_after_one_look_at_each_tail(self, warm: Process, spy: SpyLog) -> None:
        with pytest.raises(CommandRefused, match="already_solved"):
            warm.handle(answer("ann"), "a1")

        assert spy.calls == ["read codebattle/b1 after 1", f"read {ANN} after 3", "append"]

    def test_refuses_at_once_by_what_was_just_loaded(self, log: InMemoryLog) -> None:
        spy = SpyLog(log)
        with pytest.raises(CommandRefused, match="already_solved"):
            Process(spy).handle(answer("ann"), "a1")

        assert spy.calls == ["latest codebattle/b1", f"latest {ANN}", "append"]


class TestStreamMoved:
    def test_reads_the_tail_it_missed_and_decides_again(
        self, warm: Process, spy: SpyLog, log: InMemoryLog
    ) -> None:
        for number in range(2):
            Process(log).handle(attack("ann", "bob"), f"elsewhere{number}")

        handled = warm.handle(attack("ann", "bob"), "x1")

        assert handled.outcome == {"blocked": False, "points_deducted": 1}
        assert spy.calls == ["append", f"read {BOB} after 3", f"read {ANN} after 3", "append"]
        assert warm.pauses == [0]

    def test_reads_only_the_stream_that_moved(
        self, warm: Process, spy: SpyLog, log: InMemoryLog
    ) -> None:
        Process(log).handle(answer("bob", 1), "b1")

        warm.handle(attack("ann", "bob"), "x1")

        assert spy.calls == ["append", f"read {BOB} after 3", "append"]

    def test_refuses_when_the_others_made_it_impossible(
        self, warm: Process, log: InMemoryLog
    ) -> None:
        Process(log).handle(LeaveBattle(NOON, "b1", "bob"), "l1")

        with pytest.raises(CommandRefused, match="no_target"):
            warm.handle(attack("ann", "bob"), "x1")

    def test_is_raised_after_three_retries_with_nothing_written(
        self, warm: Process, spy: SpyLog, log: InMemoryLog
    ) -> None:
        others = iter(range(100))

        def be_faster() -> None:
            Process(log).handle(answer("bob", number := 1 + next(others)), f"b{number}")

        spy.before_append = be_faster
        with pytest.raises(StreamMoved):
            warm.handle(attack("ann", "bob"), "x1")

        assert warm.pauses == [0, 1, 2]
        assert spy.calls.count("append") == 4
        assert "x1" not in [each.command_id for each in log.read(ANN)]
