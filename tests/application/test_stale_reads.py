"""What a command only reads may be seconds old, and yet no fact comes later than the log allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.replay import replay
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle import commands as c
from shared.games.codebattle.facts import QuestionMissed, QuestionSolved
from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules
from shared.games.codebattle.state import Battle
from shared.games.codebattle.streams import battle_stream
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Commit
from tests.application.battle_fixture import NOON, Clock, Process, SpyLog, stream_of
from tests.codec import CODEC

NAMES = ("ann", "bob")
BEGINS, ENDS = 11.0, 40.0
"""Seconds after noon."""


@dataclass
class SlowLog(SpyLog):
    """Takes time: a read gives what was there when it began, an append is there when it ends."""

    pass_time: Callable[[], None] = field(default=lambda: None)

    def append(self, *commits: Commit) -> None:
        self.pass_time()
        super().append(*commits)

    def latest(self, stream: str, limit: int = 16) -> list[Commit]:
        found = super().latest(stream, limit)
        self.pass_time()
        return found

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        found = list(super().read(stream, after, limit))
        self.pass_time()
        return iter(found)


class Step(Struct, frozen=True):
    """A command that arrives at a process so long after the last, and what the log takes for it."""

    process: int
    kind: str
    name: str
    question: int
    after: float
    takes: float


STEPS = st.lists(
    st.builds(
        Step,
        st.integers(0, 1),
        st.sampled_from([*["answer"] * 20, "attack", "join", "end", "replace"]),
        st.sampled_from(NAMES),
        st.integers(0, 9),
        st.floats(0, 1),
        st.floats(0, 0.5),
    ),
    min_size=30,
    max_size=80,
)


def pack(version: int) -> tuple[Question, ...]:
    return tuple(Question(f"q{number}", "?", (str(version),)) for number in range(10))


class Two:
    """Two processes whose clocks go differently; the operator uses both, and so do the players."""

    def __init__(self, apart: float) -> None:
        self.log = InMemoryLog(CODEC)
        self.time = Clock()
        self.slow = SlowLog(self.log)
        self.processes = [Process(self.slow, self.time) for _ in range(2)]
        self.ahead = (0.0, apart)
        self.ids = iter(range(1000))
        starts, ends = (NOON + timedelta(seconds=each) for each in (BEGINS, ENDS))
        rules = Rules(arrows_at_start=100, tries_per_question=100)
        plan = c.ScheduleBattle(NOON, "b1", "Demo", starts, ends, pack(0), rules)
        self.processes[0].handle(plan, "schedule")
        for process in self.processes:
            for name in NAMES:
                self.try_to(process, c.JoinBattle(NOON, "b1", name, f"player-{name}"))

    def try_to(self, process: Process, command: c.CodeBattleCommand) -> None:
        with suppress(CommandRefused):
            process.handle(command, f"c{next(self.ids)}")

    def do(self, step: Step) -> None:
        self.time.seconds += step.after
        now = NOON + timedelta(seconds=self.time.seconds + self.ahead[step.process])

        def pass_time() -> None:
            self.time.seconds += step.takes

        self.slow.pass_time = pass_time
        self.try_to(self.processes[step.process], self.command(step, now))

    def command(self, step: Step, now: Any) -> c.CodeBattleCommand:
        match step.kind:
            case "answer":
                return c.Answer(now, "b1", step.name, f"q{step.question}", "no")
            case "attack":
                return c.Attack(now, "b1", step.name, "bob" if step.name == "ann" else "ann")
            case "join":
                return c.JoinBattle(now, "b1", step.name, f"player-{step.name}")
            case "end":
                return c.EndEarly(now, "b1")
            case _:
                return c.ReplaceQuestions(now, "b1", pack(step.question))


def forbidden(log: InMemoryLog) -> Sequence[object]:
    """The facts of players that the battle's own stream, read to its end, does not allow."""
    battle = replay(log, CODE_BATTLE, battle_stream("b1")).state
    assert isinstance(battle, Battle)
    facts = [fact for name in NAMES for each in log.read(stream_of(name)) for fact in each.facts]
    late = [each for each in facts if each.at >= battle.ends_at]
    judged = [each for each in facts if isinstance(each, QuestionSolved | QuestionMissed)]
    wrong = [each for each in judged if each.questions_hash != battle.questions_hash]
    return [*late, *wrong]


class TestStaleReads:
    @settings(max_examples=150)
    @given(steps=STEPS, apart=st.floats(-1, 1))
    def test_let_no_fact_through_that_the_battle_forbids(
        self, steps: list[Step], apart: float
    ) -> None:
        two = Two(apart)
        for step in steps:
            two.do(step)
        assert forbidden(two.log) == []

    def test_of_an_ended_battle_are_over_when_it_ends(self) -> None:
        two = Two(0.0)
        for kind, process, after in (
            ("answer", 1, BEGINS),
            ("end", 0, 0.1),
            ("answer", 1, 4.8),
            ("answer", 1, 4.0),
            ("answer", 1, 1.2),
            ("answer", 1, 4.0),
        ):
            two.do(Step(process, kind, "ann", len(list(two.log.read(stream_of("ann")))), after, 0))
        battle = replay(two.log, CODE_BATTLE, battle_stream("b1")).state
        assert battle.ends_at == NOON + timedelta(seconds=BEGINS + 10.1)
        judged = [fact for each in two.log.read(stream_of("ann"), after=1) for fact in each.facts]
        assert len(judged) == 3
        assert forbidden(two.log) == []
