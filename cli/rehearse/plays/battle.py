"""Plays code battles: answers, and attacks on players who have joined the same battle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import assert_never

from cli.load.plan import POINTS, question_count, question_id, right_answer
from cli.load.profiles import Profile
from cli.load.schedule import Action
from cli.rehearse.plays import Asked, id_of, name_of
from shared.application.commands.result import CommandResult
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import Answer, Attack, JoinBattle, ScheduleBattle
from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules
from shared.kernel.facts import Command, PlayerCommand

BATTLE = "b1"


class BattlePlay:
    game = CODE_BATTLE
    in_turn = False
    rest = 0.0

    def __init__(self, profile: Profile, seed: int) -> None:
        self._profile = profile
        self._chance = Random(f"{seed}/battle")  # noqa: S311 - a crowd, not a secret
        self._joined: dict[str, list[int]] = {}
        self._asked: dict[int, int] = {}

    def opening(self, now: datetime) -> Iterator[Command]:
        """Announce the battles, in which all of the profile have room."""
        profile = self._profile
        questions = tuple(
            Question(question_id(n), "?", (right_answer(n),), points=POINTS)
            for n in range(question_count(profile))
        )
        end = now + timedelta(seconds=profile.seconds + 60)
        for number in range(profile.rooms):
            room = profile.room(BATTLE, number * profile.room_players)
            rules = Rules(**profile.rules)
            yield ScheduleBattle(now, room, "A rehearsal", now, end, questions, rules)

    def join(self, player: int, now: datetime) -> PlayerCommand:
        return JoinBattle(now, self._room(player), name_of(player), id_of(player))

    def ask(self, player: int, action: Action, now: datetime) -> Asked | None:
        match action:
            case "answer":
                return "answer", self._answer(player, now)
            case "attack":
                joined = self._joined[self._room(player)]
                return "attack", self._attack(player, self._chance.choice(joined), now)
            case "pile_on":
                first = player - player % (self._profile.room_players or self._profile.players)
                return "attack", self._attack(player, first, now)
            case "come" | "look" | "cut" | "deed" | "act":
                raise AssertionError(f"no {action} in a battle")
            case other:
                assert_never(other)

    def told(self, player: int, command: PlayerCommand, result: CommandResult) -> Sequence[int]:
        if not isinstance(command, JoinBattle) or result.refusal:
            return ()
        self._joined.setdefault(self._room(player), []).append(player)
        return (player,)

    def _answer(self, player: int, now: datetime) -> Answer:
        number = self._asked.get(player, 0)
        self._asked[player] = number + 1
        right = self._chance.random() < self._profile.right_answers
        text = right_answer(number) if right else "another"
        return Answer(now, self._room(player), name_of(player), question_id(number), text)

    def _attack(self, player: int, target: int, now: datetime) -> Attack:
        return Attack(now, self._room(player), name_of(player), name_of(target))

    def _room(self, player: int) -> str:
        return self._profile.room(BATTLE, player)
