"""What a bot does next: chance and what it knows, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from cli.game import Game, Question
from cli.packs import Pack

ATTACK_SHARE = 0.4
"""How often a bot that could do both attacks."""

type Key = Mapping[tuple[str, str], str]
"""The answer to each question, by its id and prompt."""


@dataclass(frozen=True)
class Deed:
    """A command without its game and room."""

    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Guesser:
    """`skill` from 0 to 1 is how often it gives the right answer to a question of its key."""

    key: Key
    skill: float
    chance: Random

    def move(self, game: Game, _now: datetime) -> Deed | None:
        """The next command; None when there is nothing left to do."""
        questions = game.open_questions()
        targets = [
            row.username for row in game.rows if row.points > 0 and row.username != game.username
        ]
        can_attack = game.arrows > 0 and bool(targets)
        if can_attack and (not questions or self.chance.random() < ATTACK_SHARE):
            return Deed("attack", {"target": self.chance.choice(targets)})
        if questions:
            question = self.chance.choice(questions)
            return Deed("answer", {"question": question.id, "answer": self._guess(question)})
        return None

    def _guess(self, question: Question) -> str:
        known = self.key.get((question.id, question.prompt))
        if known is not None and self.chance.random() < self.skill:
            return known
        return self.chance.choice(question.choices) if question.choices else "no idea"


def key_of(pack: Pack) -> dict[tuple[str, str], str]:
    return {(each.id, each.prompt): each.answers[0] for each in pack.questions}
