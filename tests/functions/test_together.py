"""Commands of many requests that share a write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Lock

import pytest

from functions.http.together import GROUP, Together
from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.ports import LogUnavailable, StreamMoved
from shared.application.commands.result import CommandResult
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle import commands as c
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Commit
from shared.runtime.once import once
from tests.codec import CODEC
from tests.functions.battle_application import BATTLE, BattleApplication

PLAYERS = [f"p{n}" for n in range(8)]


class Writes(InMemoryLog):
    """Keeps who wrote together; the first write of those that come waits until it is let go."""

    def __init__(self) -> None:
        super().__init__(CODEC)
        self.groups: list[list[str]] = []
        self.begun, self.go = Event(), Event()
        self.fails: Callable[[Commit], Exception | None] = lambda _: None
        self._counting = Lock()

    def append(self, *commits: Commit) -> None:
        self._write(commits)
        if failure := self.fails(commits[0]):
            raise failure
        super().append(*commits)

    def append_each(self, appends: Sequence[Sequence[Commit]]) -> Sequence[Exception | None]:
        commits = [each for (each,) in appends]
        self._write(commits)
        failures = [self.fails(each) for each in commits]
        for each, failure in zip(commits, failures, strict=True):
            if failure is None:
                super().append(each)
        return failures

    def _write(self, commits: Sequence[Commit]) -> None:
        with self._counting:
            self.groups.append([each.stream.rpartition("/")[2] for each in commits])
            is_first = len(self.groups) == 1
        if is_first:
            self.begun.set()
            assert self.go.wait(60)


class Application(BattleApplication):
    published: list[int]

    @once
    def log(self) -> Writes:
        return Writes()

    def publish(self, commits: Sequence[Commit]) -> None:
        self.published.append(len(commits))
        super().publish(commits)


class Crowd:
    """Players of a battle who send a command each, at the same time."""

    def __init__(self) -> None:
        self.parts = Application()
        self.parts.published = []
        self.log = self.parts.log
        self.log.go.set()
        self.parts.schedule()
        for name in PLAYERS:
            self.parts.run(c.JoinBattle(self.parts.tick(), BATTLE, name, name), f"join-{name}")
        self.together = Together(self.parts)
        self.threads = ThreadPoolExecutor(3 * GROUP)
        self.reset()

    def reset(self) -> None:
        self.log.groups.clear()
        self.parts.published.clear()
        self.log.begun.clear()
        self.log.go.clear()

    def answer(self, name: str, command_id: str = "a1") -> Future[CommandResult]:
        command = c.Answer(self.parts.clock(), BATTLE, name, "q1", "?")
        handle = self.together.handle
        return self.threads.submit(handle, CODE_BATTLE, command, by=name, command_id=command_id)

    def first_writes(self) -> Future[CommandResult]:
        first = self.answer(PLAYERS[0])
        assert self.log.begun.wait(60)
        return first

    def are_in_line(self, count: int) -> None:
        """Wait until so many stand in line, if nobody's patience has ended before."""
        while len(self.together._waiting) < count and len(self.log.groups) == 1:
            pass


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> Iterator[Crowd]:
    monkeypatch.setattr("functions.http.together.PATIENCE_SECONDS", 60.0)
    crowd = Crowd()
    yield crowd
    crowd.log.go.set()
    crowd.threads.shutdown()


def is_right(result: Future[CommandResult]) -> bool:
    return result.result(60).outcome["correct"] is False


class TestTogether:
    def test_writes_and_publishes_once_for_all_who_came_meanwhile(self, crowd: Crowd) -> None:
        first = crowd.first_writes()
        others = [crowd.answer(name) for name in PLAYERS[1:]]
        crowd.are_in_line(len(others))
        crowd.log.go.set()
        assert all(is_right(each) for each in (first, *others))
        alone, group = crowd.log.groups
        assert (alone, sorted(group)) == (PLAYERS[:1], PLAYERS[1:])
        assert crowd.parts.published == [1, len(others)]

    def test_lets_those_of_one_stream_follow_each_other(self, crowd: Crowd) -> None:
        first = crowd.first_writes()
        twice = [crowd.answer(PLAYERS[1], f"a{n}") for n in range(2)]
        other = crowd.answer(PLAYERS[2])
        crowd.are_in_line(3)
        crowd.log.go.set()
        assert all(is_right(each) for each in (first, *twice, other))
        assert sorted(map(sorted, crowd.log.groups)) == sorted(
            map(sorted, [PLAYERS[:1], PLAYERS[1:3], PLAYERS[1:2]])
        )

    def test_tells_each_its_own_end(self, crowd: Crowd) -> None:
        away, moved = PLAYERS[1], PLAYERS[2]
        told: list[str] = []

        def fails(commit: Commit) -> Exception | None:
            name = commit.stream.rpartition("/")[2]
            if name == away:
                return LogUnavailable("away")
            if name == moved and not told:
                told.append(name)
                return StreamMoved(commit.stream)
            return None

        first = crowd.first_writes()
        ends = [crowd.answer(name) for name in PLAYERS[1:4]]
        crowd.are_in_line(3)
        crowd.log.fails = fails
        crowd.log.go.set()
        with pytest.raises(LogUnavailable):
            ends[0].result(60)
        assert all(is_right(each) for each in (first, *ends[1:]))
        assert crowd.log.groups[-1] == [moved]

    def test_raises_a_refusal_and_remembers_a_repeat(self, crowd: Crowd) -> None:
        crowd.log.go.set()
        assert is_right(crowd.answer(PLAYERS[0]))
        assert is_right(crowd.answer(PLAYERS[0]))
        other = c.Answer(crowd.parts.clock(), BATTLE, PLAYERS[0], "none", "?")
        with pytest.raises(CommandRefused):
            crowd.together.handle(CODE_BATTLE, other, by=PLAYERS[0], command_id="a2")

    def test_waits_for_no_write_that_hangs(
        self, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = crowd.first_writes()
        monkeypatch.setattr("functions.http.together.PATIENCE_SECONDS", 0.01)
        assert is_right(crowd.answer(PLAYERS[1]))
        assert not first.done()
        crowd.log.go.set()
        assert is_right(first)
        assert is_right(crowd.answer(PLAYERS[2]))
        assert crowd.together._writer is None

    def test_takes_no_more_than_a_request_does(self, crowd: Crowd) -> None:
        crowd.log.go.set()
        names = [f"m{n}" for n in range(GROUP + 5)]
        for name in names:
            crowd.parts.run(c.JoinBattle(crowd.parts.tick(), BATTLE, name, name), f"join-{name}")
        crowd.reset()
        first = crowd.first_writes()
        others = [crowd.answer(name) for name in names]
        crowd.are_in_line(len(others))
        crowd.log.go.set()
        assert all(is_right(each) for each in (first, *others))
        assert [len(each) for each in crowd.log.groups] == [1, GROUP, 5]
