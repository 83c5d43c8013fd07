"""Players whose frames meet any of many processes, each with a cache: whose tries are in vain."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from math import inf
from random import Random

from msgspec import Struct

from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.handle_command import handle_command
from shared.application.commands.stream_cache import StreamCache
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle import commands as c
from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules
from shared.runtime.log_ports import TRIED_FOR
from tests.application.battle_fixture import NOON, Clock, SpyLog, sender
from tests.codec import CODEC

PLAYERS = [f"p{number}" for number in range(50)]
SECONDS = 60
EVERY = 2
"""Seconds between two commands of a player; a third of them are attacks."""


class Cost(Struct, frozen=True):
    """Of a command, on the average."""

    conflicts: float
    reads: float
    appends: float


class Fleet:
    def __init__(self, environments: int, tried_for: float) -> None:
        self.random = Random(1)  # noqa: S311 - a load, not a secret
        self.spy, self.time = SpyLog(InMemoryLog(CODEC)), Clock()
        self.caches = [StreamCache(self.time, tried_for=tried_for) for _ in range(environments)]
        self.ids = map(str, count())
        self.conflicts = self.handled = 0

    def do(self, command: c.CodeBattleCommand) -> None:
        """Handle it in whichever environment is free."""
        self.handled += 1
        handle_command(
            self.spy,
            self.random.choice(self.caches),
            CODE_BATTLE,
            command,
            by=sender(command),
            command_id=next(self.ids),
            pause=self.conflicted,
        )

    def conflicted(self, _attempt: int) -> None:
        self.conflicts += 1

    def play(self) -> Cost:
        questions = tuple(Question(f"q{number}", "?", ("4",)) for number in range(100))
        rules = Rules(shields_at_start=0, shield_every=0, arrows_at_start=100)
        ends_at = NOON + timedelta(hours=1)
        self.do(c.ScheduleBattle(NOON, "b", "Demo", NOON, ends_at, questions, rules))
        for name in PLAYERS:
            self.do(c.JoinBattle(NOON, "b", name, f"player-{name}"))
            self.do(c.Answer(NOON, "b", name, "q99", "4"))
        self.spy.calls.clear()
        self.conflicts = self.handled = 0
        moves = [name for name in PLAYERS for _ in range(SECONDS // EVERY)]
        for moment, name in sorted((self.random.uniform(0, SECONDS), name) for name in moves):
            self.time.seconds = moment
            self.do(self.move(name))
        appends = self.spy.calls.count("append") / self.handled
        reads = len(self.spy.calls) / self.handled - appends
        return Cost(self.conflicts / self.handled, reads, appends)

    def move(self, name: str) -> c.CodeBattleCommand:
        now = NOON + timedelta(seconds=self.time.seconds)
        if self.random.random() < 1 / 3:
            target = self.random.choice([each for each in PLAYERS if each != name])
            return c.Attack(now, "b", name, target)
        return c.Answer(now, "b", name, f"q{self.random.randrange(99)}", "5")


class TestManyEnvironments:
    def test_seldom_try_in_vain_when_they_read_first_what_they_have_not_just_seen(self) -> None:
        for environments in (5, 20, 80):
            blind, careful = (Fleet(environments, each).play() for each in (inf, TRIED_FOR))
            assert blind.conflicts > 0.25
            assert careful.conflicts < 0.05
            assert careful.appends < 1.1 < blind.appends
            assert careful.reads < blind.reads + 0.5

    def test_is_no_question_for_one_who_has_the_players_to_itself(self) -> None:
        alone = Fleet(1, inf).play()
        assert (alone.conflicts, alone.appends) == (0, 1)
        assert alone.reads < 0.2
