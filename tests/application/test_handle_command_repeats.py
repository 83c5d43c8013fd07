"""A repeated command has its first outcome: in one process, in another, after a crash."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from shared.adapters.memory.log import InMemoryLog
from shared.games.codebattle.commands import (
    CodeBattleCommand,
    EndBattle,
    JoinBattle,
    LeaveBattle,
    StartBattle,
)
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Commit
from tests.application.battle_fixture import (
    NOON,
    Process,
    SpyLog,
    answer,
    attack,
    battle_of_two,
    stream_of,
)

LEAVE = LeaveBattle(NOON, "b1", "ann")
RETURN = JoinBattle(NOON, "b1", "ann", "player-ann")


class ProcessDied(Exception):  # noqa: N818 - what happens to it
    pass


class DeadlyLog(SpyLog):
    """Its process dies after the append and before the answer, once."""

    dead = False

    def append(self, *commits: Commit) -> None:
        super().append(*commits)
        if not self.dead:
            self.dead = True
            raise ProcessDied


@pytest.fixture
def log() -> InMemoryLog:
    return battle_of_two()


@pytest.fixture
def warm(log: InMemoryLog) -> Process:
    """A process that knows the battle and both players."""
    process = Process(log)
    process.handle(attack("ann", "bob"), "warm-up")
    return process


def lengths(log: InMemoryLog) -> list[int]:
    return [len(list(log.read(stream_of(name)))) for name in ("ann", "bob")]


class TestRepeat:
    def test_writes_nothing(self, warm: Process, log: InMemoryLog) -> None:
        first = warm.handle(attack("ann", "bob"), "x1")
        written = lengths(log)

        again = warm.handle(attack("ann", "bob"), "x1")

        assert (again.outcome, again.commits, again.repeated) == (first.outcome, (), True)
        assert lengths(log) == written

    def test_may_come_later(self, warm: Process) -> None:
        warm.handle(answer("ann", 1), "a1")
        later = replace(answer("ann", 1), now=NOON + timedelta(minutes=5))

        assert warm.handle(later, "a1").repeated

    def test_is_refused_with_another_content(self, warm: Process, log: InMemoryLog) -> None:
        warm.handle(answer("ann", 1), "a1")
        written = lengths(log)

        for other in (answer("ann", 2), LEAVE):
            with pytest.raises(CommandRefused, match="command_id_reused"):
                warm.handle(other, "a1")

        assert lengths(log) == written

    def test_is_known_to_a_process_that_did_not_handle_it(
        self, warm: Process, log: InMemoryLog
    ) -> None:
        first = Process(log).handle(attack("ann", "bob"), "x1")

        again = warm.handle(attack("ann", "bob"), "x1")

        assert (again.outcome, again.repeated) == (first.outcome, True)

    def test_is_known_where_stale_state_would_refuse_it(
        self, warm: Process, log: InMemoryLog
    ) -> None:
        other = Process(log)
        other.handle(LEAVE, "l1")
        other.handle(RETURN, "j1")

        assert warm.handle(RETURN, "j1").repeated

    def test_is_known_where_stale_state_has_nothing_to_do(self, log: InMemoryLog) -> None:
        stale, other = Process(log), Process(log)
        for process in (other, stale):
            process.handle(StartBattle(NOON, "b1"), "s1")
        over = EndBattle(NOON + timedelta(hours=2), "b1")
        other.handle(over, "e1")

        assert stale.handle(over, "e1").repeated

    def test_is_remembered_over_63_more_commands(self, warm: Process, log: InMemoryLog) -> None:
        first = warm.handle(attack("ann", "bob"), "x0")
        for number in range(63):
            warm.handle(RETURN if number % 2 else LEAVE, f"x{number + 1}")

        again = Process(log).handle(attack("ann", "bob"), "x0")

        assert (again.outcome, again.repeated) == (first.outcome, True)


class TestCrash:
    """A process dies after its append; the retry meets another process, or the same."""

    @pytest.mark.parametrize("command", [answer("ann", 1), attack("ann", "bob")], ids=type)
    def test_is_answered_by_another_process(
        self, log: InMemoryLog, command: CodeBattleCommand
    ) -> None:
        with pytest.raises(ProcessDied):
            Process(DeadlyLog(log)).handle(command, "x1")
        written, newest = lengths(log), list(log.read(stream_of("ann")))[-1]

        retried = Process(log).handle(command, "x1")

        assert (retried.outcome, retried.repeated) == (newest.outcome, True)
        assert lengths(log) == written

    @pytest.mark.parametrize("command", [answer("ann", 1), attack("ann", "bob")], ids=type)
    def test_is_answered_by_the_same_process_which_does_not_know_what_it_wrote(
        self, log: InMemoryLog, command: CodeBattleCommand
    ) -> None:
        process = Process(DeadlyLog(log))
        with pytest.raises(ProcessDied):
            process.handle(command, "x1")
        written = lengths(log)

        assert process.handle(command, "x1").repeated
        assert lengths(log) == written
