"""Many at once lose nothing and do nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.ports import Log, StreamMoved
from shared.application.commands.replay import replay
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import CodeBattleCommand, JoinBattle, LeaveBattle
from shared.games.codebattle.facts import ArrowShot, PointLost, ShieldUsed
from shared.games.codebattle.state import Participant
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Commit, Fact
from tests.application.battle_fixture import (
    NOON,
    Process,
    SpyLog,
    answer,
    attack,
    battle_of_two,
    stream_of,
)
from tests.codec import CODEC
from tests.ports.log_stores import dynamodb, ministack, new_dynamodb_log

ATTACKERS = [f"attacker{number}" for number in range(10)]


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with ministack(tmp_path_factory.mktemp("ministack")) as address:
        yield address


@pytest.fixture(params=["memory", "dynamodb"])
def log(request: pytest.FixtureRequest) -> Log:
    if request.param == "memory":
        return InMemoryLog(CODEC)
    return new_dynamodb_log(dynamodb(request.getfixturevalue("emulator")))


def facts[F: Fact](log: Log, name: str, kind: type[F]) -> list[F]:
    every = (fact for commit in log.read(stream_of(name)) for fact in commit.facts)
    return [fact for fact in every if isinstance(fact, kind)]


def participant(log: Log, name: str) -> Participant:
    state = replay(log, CODE_BATTLE, stream_of(name)).state
    assert isinstance(state, Participant)
    return state


def insist(process: Process, command: CodeBattleCommand, command_id: str) -> None:
    """Repeat the command under its id, as the queue of attacks does."""
    for attempt in count(1):
        try:
            process.handle(command, command_id)
        except StreamMoved:
            assert attempt < 200
        else:
            return


class TestTenThreads:
    """Ten attack one target three times each, and each sends every attack twice."""

    @pytest.mark.parametrize("processes", [1, 10])
    def test_lose_and_duplicate_nothing(self, log: Log, processes: int) -> None:
        fleet = [Process(log) for _ in range(processes)]
        before = self.prepare(fleet[0])

        def attack_thrice(number: int) -> None:
            name = ATTACKERS[number]
            for shot in (0, 0, 1, 1, 2, 2):
                insist(fleet[number % processes], attack(name, "target"), f"{name}-{shot}")

        with ThreadPoolExecutor(10) as pool:
            list(pool.map(attack_thrice, range(10)))

        shots = [fact for name in ATTACKERS for fact in facts(log, name, ArrowShot)]
        used = facts(log, "target", ShieldUsed)
        hits = facts(log, "target", PointLost)
        assert len(shots) == 30
        assert len(used) == sum(shot.blocked for shot in shots) == before.shields
        assert len(hits) == sum(shot.points_deducted for shot in shots) == 30 - before.shields
        after = participant(log, "target")
        assert (after.shields, after.points) == (0, before.points - len(hits))
        assert {participant(log, name).arrows for name in ATTACKERS} == {97}

    def prepare(self, process: Process) -> Participant:
        process.schedule()
        process.join("target", *ATTACKERS)
        for question in range(10):
            process.handle(answer("target", question), f"t{question}")
        return participant(process.log, "target")


NAMES = st.sampled_from(["ann", "bob", "zoe"])
COMMANDS: st.SearchStrategy[CodeBattleCommand] = st.one_of(
    st.builds(attack, NAMES, NAMES),
    st.builds(answer, NAMES, st.integers(0, 9), st.just("4")),
    st.builds(lambda name: LeaveBattle(NOON, "b1", name), NAMES),
    st.builds(lambda name: JoinBattle(NOON, "b1", name, f"player-{name}"), NAMES),
)


class Step(Struct, frozen=True):
    """`overtaken`: the next step is done by its process while this one appends."""

    process: int
    command: CodeBattleCommand
    command_id: str
    overtaken: bool


STEPS = st.lists(
    st.builds(
        Step, st.integers(0, 2), COMMANDS, st.sampled_from("abcdefghijklmnopqrst"), st.booleans()
    ),
    min_size=10,
    max_size=40,
)


@dataclass
class ReadLog(SpyLog):
    """Knows how many steps were done when it was read last."""

    done: list[tuple[Step, object]] = field(default_factory=list)
    read_at: int = 0

    def latest(self, stream: str, limit: int = 16) -> list[Commit]:
        self.read_at = len(self.done)
        return super().latest(stream, limit)

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        self.read_at = len(self.done)
        return super().read(stream, after, limit)


class Interleaved:
    """Three processes with caches of their own; `done` is in the order in which it came about.

    A yes comes about when it is appended, a no when its reason was read: others may do what they
    like between that and its append, but for writing to its own stream.
    """

    def __init__(self, steps: list[Step]) -> None:
        self.log = battle_of_two()
        self.done: list[tuple[Step, object]] = []
        self.spies = [ReadLog(self.log, done=self.done) for _ in range(3)]
        self.fleet = [Process(spy) for spy in self.spies]
        self.steps = iter(steps)

    def run(self) -> None:
        while self.step():
            pass

    def step(self) -> bool:
        step = next(self.steps, None)
        if step is None:
            return False
        spy = self.spies[step.process]

        def overtake() -> None:
            spy.before_append, read_at = nothing, spy.read_at
            self.step()
            spy.read_at = read_at

        spy.before_append = overtake if step.overtaken else nothing
        spy.read_at = len(self.done)
        seen = result(self.fleet[step.process], step)
        self.done.insert(spy.read_at if isinstance(seen, str) else len(self.done), (step, seen))
        return True


def nothing() -> None:
    pass


def result(process: Process, step: Step) -> object:
    """Return the outcome, or the reason of the refusal."""
    try:
        return process.handle(step.command, step.command_id).outcome
    except CommandRefused as refused:
        return refused.reason


class TestInterleavings:
    @settings(max_examples=100)
    @given(steps=STEPS)
    def test_equal_a_serial_run_without_caches(self, steps: list[Step]) -> None:
        interleaved = Interleaved(steps)
        interleaved.run()

        serial = battle_of_two()
        for step, seen in interleaved.done:
            assert result(Process(serial), step) == seen
        for name in ("ann", "bob", "zoe"):
            stream = stream_of(name)
            assert list(serial.read(stream)) == list(interleaved.log.read(stream))
