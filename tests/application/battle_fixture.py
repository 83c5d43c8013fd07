"""A battle at noon and the processes that handle its commands, on any log."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.handle_command import handle_command
from shared.application.commands.ports import Log
from shared.application.commands.result import CommandResult
from shared.application.commands.stream_cache import StreamCache
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import (
    Answer,
    Attack,
    CodeBattleCommand,
    JoinBattle,
    ScheduleBattle,
)
from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules
from shared.games.codebattle.streams import participant_stream
from shared.kernel.facts import Commit
from tests.codec import CODEC

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
QUESTIONS = tuple(Question(f"q{number}", "2 + 2?", ("4",)) for number in range(40))
PLENTY = Rules(arrows_at_start=100, shields_at_start=2, max_arrows=1000)


@dataclass
class Clock:
    """Seconds that pass when the test says so."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class SpyLog:
    """Counts what is asked of a log; `before_append` lets another process be faster."""

    log: Log
    calls: list[str] = field(default_factory=list)
    before_append: Callable[[], None] = lambda: None

    def append(self, *commits: Commit) -> None:
        self.calls.append("append")
        self.before_append()
        self.log.append(*commits)

    def append_each(self, appends: Sequence[Sequence[Commit]]) -> Sequence[Exception | None]:
        self.calls.append("append_each")
        return self.log.append_each(appends)

    def latest(self, stream: str, limit: int = 16) -> list[Commit]:
        self.calls.append(f"latest {stream}")
        return list(self.log.latest(stream, limit))

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        self.calls.append(f"read {stream} after {after}")
        return self.log.read(stream, after, limit)

    def streams(self, family: str) -> Iterator[str]:
        return self.log.streams(family)


class Process:
    """One warm process: a log and a cache of its own."""

    def __init__(self, log: Log, clock: Clock | None = None) -> None:
        self.log = log
        self.cache = StreamCache(clock or Clock())
        self.pauses: list[int] = []

    def handle(self, command: CodeBattleCommand, command_id: str) -> CommandResult:
        return handle_command(
            self.log,
            self.cache,
            CODE_BATTLE,
            command,
            by=sender(command),
            command_id=command_id,
            pause=self.pauses.append,
        ).granted()

    def schedule(self, battle: str = "b1", rules: Rules = PLENTY) -> None:
        hour = timedelta(hours=1)
        command = ScheduleBattle(NOON, battle, "Demo", NOON, NOON + hour, QUESTIONS, rules)
        self.handle(command, f"schedule-{battle}")

    def join(self, *names: str) -> None:
        for name in names:
            self.handle(JoinBattle(NOON, "b1", name, f"player-{name}"), f"join-{name}")


def sender(command: CodeBattleCommand) -> str:
    """The player of that name, or an operator."""
    name = getattr(command, "username", None)
    return f"player-{name}" if name else "operator"


def answer(name: str, question: int = 0, text: str = "4") -> Answer:
    return Answer(NOON, "b1", name, f"q{question}", text)


def attack(name: str, target: str) -> Attack:
    return Attack(NOON, "b1", name, target)


def stream_of(name: str) -> str:
    return participant_stream("b1", name)


def battle_of_two() -> InMemoryLog:
    """Return the log of a battle with Ann and Bob, each with 10 points."""
    log = InMemoryLog(CODEC)
    process = Process(log)
    process.schedule()
    process.join("ann", "bob")
    for name in ("ann", "bob"):
        process.handle(answer(name), f"first-{name}")
    return log
