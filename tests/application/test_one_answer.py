"""Whoever sends a command id, over whichever path and at whatever moment, is told the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier
from typing import Literal, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.json import encode

from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.handle_command import handle_request
from shared.application.commands.handle_group import handle_group
from shared.application.commands.ports import Log, StreamMoved
from shared.application.commands.request import ask
from shared.application.commands.result import CommandResult
from shared.application.commands.settle_deferred import Waiting, settle_deferred
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import Attack, CodeBattleCommand, JoinBattle, LeaveBattle
from shared.games.codebattle.deferral import DEFERRAL
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Commit
from tests.application.battle_fixture import (
    NOON,
    Process,
    answer,
    attack,
    battle_of_two,
    sender,
    stream_of,
)
from tests.codec import CODEC
from tests.memory import MemoryApplication

COMMANDS: dict[str, CodeBattleCommand] = {
    "shot": attack("ann", "bob"),
    "second shot": attack("ann", "bob"),
    "shot back": attack("bob", "ann"),
    "at nobody": attack("ann", "zoe"),
    "solved": answer("ann", 1),
    "solved as well": answer("ann", 1),
    "bob solved": answer("bob", 1),
    "leave": LeaveBattle(NOON, "b1", "ann"),
    "return": JoinBattle(NOON, "b1", "ann", "player-ann"),
    "bob leaves": LeaveBattle(NOON, "b1", "bob"),
    "bob returns": JoinBattle(NOON, "b1", "bob", "player-bob"),
}
"""By their ids; what one of them does makes another possible, or impossible."""

type Path = Literal["alone", "in a group", "from the queue"]


@dataclass
class Crossing:
    """A log at each call of which something else may be done first."""

    log: Log
    before: Callable[[], None] = field(default=lambda: None)

    def append(self, *commits: Commit) -> None:
        self.before()
        self.log.append(*commits)

    def append_each(self, appends: Sequence[Sequence[Commit]]) -> Sequence[Exception | None]:
        self.before()
        return self.log.append_each(appends)

    def latest(self, stream: str, limit: int = 16) -> Sequence[Commit]:
        self.before()
        return self.log.latest(stream, limit)

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        self.before()
        return self.log.read(stream, after, limit)

    def streams(self, family: str) -> Iterator[str]:
        return self.log.streams(family)


class Quiet(MemoryApplication):
    """The application over a log, at noon; nobody is subscribed."""

    def __init__(self, process: Process) -> None:
        super().__init__()
        self.log, self.cache = cast("InMemoryLog", process.log), process.cache
        self.time.now = NOON

    def publish(self, commits: Sequence[Commit]) -> None:
        pass


class Home(Process):
    """One of the homes of a battle: each has a cache of its own, and each has every path."""

    def send(self, path: Path, command_id: str) -> CommandResult | Exception | None:
        """Return what the sender is told at once; None for nothing, as by the queue."""
        command = COMMANDS[command_id]
        asked = ask(CODE_BATTLE, command, sender(command), command_id)
        try:
            match path:
                case "in a group":
                    (result,) = handle_group(self.log, self.cache, [asked])
                    return result
                case "from the queue" if isinstance(command, Attack):
                    waiting = Waiting(command, sender(command), command_id)
                    settle_deferred(
                        Quiet(self),
                        CODE_BATTLE,
                        DEFERRAL,
                        waiting,
                        last_try=False,
                        pause=self.pauses.append,
                    )
                    return None
                case _:
                    return handle_request(self.log, self.cache, asked, self.pauses.append)
        except StreamMoved as moved:
            return moved


class Answers:
    """What was told for each id, as bytes; `busy` tells nothing."""

    def __init__(self) -> None:
        self.told: dict[str, set[bytes]] = {}

    def note(self, command_id: str, result: CommandResult | Exception | None) -> None:
        assert not isinstance(result, CommandRefused)
        if isinstance(result, CommandResult):
            self.told.setdefault(command_id, set()).add(encode(result.outcome))

    def check(self, log: Log) -> None:
        """All are alike, and like the one that the log has."""
        commits = [each for name in ("ann", "bob") for each in log.read(stream_of(name))]
        own = [each for each in commits if each.outcome is not None]
        assert set(Counter(each.command_id for each in own).values()) == {1}
        kept = {each.command_id: encode(dict(sorted((each.outcome or {}).items()))) for each in own}
        assert self.told == {each: {kept[each]} for each in self.told}


class Step(Struct, frozen=True):
    """Sent while the one before it has made so many calls of the log."""

    path: Path
    home: int
    command_id: str
    after: int


IDS = st.sampled_from(sorted(COMMANDS))
PATHS: st.SearchStrategy[Path] = st.sampled_from(("alone", "in a group", "from the queue"))
STEPS = st.lists(
    st.builds(Step, PATHS, st.integers(0, 1), IDS, st.integers(0, 6)), min_size=5, max_size=40
)


class Run:
    """Two homes that cut in on each other, and on themselves, at any call of the log."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.log = Crossing(battle_of_two(), self.call)
        self.homes = [Home(self.log), Home(self.log)]
        self.steps = list(reversed(steps))
        self.left = 0
        self.answers = Answers()

    def call(self) -> None:
        self.left -= 1
        if self.left <= 0 and self.steps:
            self.step()

    def step(self) -> None:
        step = self.steps.pop()
        self.left = step.after
        self.answers.note(step.command_id, self.homes[step.home].send(step.path, step.command_id))

    def run(self) -> None:
        while self.steps:
            self.step()
        self.log.before = lambda: None
        for command_id in list(self.answers.told):
            for home in (*self.homes, Home(self.log)):
                self.answers.note(command_id, home.send("alone", command_id))
        self.answers.check(self.log)


class TestOneAnswer:
    @settings(max_examples=300)
    @given(steps=STEPS)
    def test_is_given_for_an_id_wherever_its_copies_cross(self, steps: list[Step]) -> None:
        Run(steps).run()

    def test_is_given_to_threads_of_two_homes(self) -> None:
        log, answers = battle_of_two(), Answers()
        homes = [Home(log), Home(log)]
        start = Barrier(8)

        def send(number: int) -> list[tuple[str, CommandResult | Exception | None]]:
            path: Path = "in a group" if number % 4 == 1 else "alone"
            start.wait(60)
            return [(each, homes[number % 2].send(path, each)) for each in COMMANDS]

        with ThreadPoolExecutor(8) as pool:
            for told in pool.map(send, range(8)):
                for each in told:
                    answers.note(*each)
        answers.check(log)

    def test_of_a_delivery_that_commits_between_two_reads_of_another_is_done(self) -> None:
        """The other would be refused, and nothing written, had it read its own stream first."""
        log = InMemoryLog(CODEC)
        first, spy = Home(log), Crossing(log)
        first.schedule()
        reads = iter(range(2))

        def deliver() -> None:
            if next(reads, 0) == 1:
                first.join("ann")
                first.send("alone", "solved")

        spy.before = deliver
        again = Home(spy).send("alone", "solved")

        assert isinstance(again, CommandResult)
        assert (again.repeated, again.refusal) == (True, None)


class TestRefusal:
    def test_stays_whatever_comes_later(self) -> None:
        log = battle_of_two()
        home = Home(log)
        with pytest.raises(CommandRefused, match="no_target"):
            home.handle(attack("ann", "zoe"), "x")
        home.join("zoe")
        home.handle(answer("zoe"), "points")

        for each in (home, Home(log)):
            with pytest.raises(CommandRefused, match="no_target"):
                each.handle(attack("ann", "zoe"), "x")

    def test_keeps_what_helps_the_player(self) -> None:
        log = InMemoryLog(CODEC)
        home = Home(log)
        home.schedule()
        home.join("ann")
        early = Attack(NOON.replace(hour=11), "b1", "ann", "bob")
        told = []
        for each in (home, home, Home(log)):
            with pytest.raises(CommandRefused) as refusal:
                each.handle(early, "x")
            told.append((refusal.value.reason, refusal.value.details))

        assert told == [("battle_not_started", {"starts_at": NOON.isoformat()})] * 3

    def test_is_not_written_to_a_stream_of_nobody_or_of_somebody_else(self) -> None:
        log = InMemoryLog(CODEC)
        home = Home(log)
        home.schedule()
        home.join("ann")
        asked = ask(CODE_BATTLE, JoinBattle(NOON, "b1", "ann", "eve"), "eve", "x")
        handled = handle_request(log, home.cache, asked, home.pauses.append)
        assert handled.outcome == {"refused": "name_taken"}
        with pytest.raises(CommandRefused, match="not_joined"):
            home.handle(answer("zoe"), "x")

        assert [each.command_id for each in log.read(stream_of("ann"))] == ["join-ann"]
        assert list(log.read(stream_of("zoe"))) == []

    def test_of_one_who_had_not_joined_binds_no_repeat(self) -> None:
        log = InMemoryLog(CODEC)
        home = Home(log)
        home.schedule()
        with pytest.raises(CommandRefused, match="not_joined"):
            home.handle(answer("ann"), "x")
        home.join("ann")

        assert home.handle(answer("ann"), "x").outcome["correct"]
