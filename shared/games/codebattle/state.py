"""The states of a code battle."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property  # noqa: TID251 - pure: building it twice changes nothing
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules

type Phase = Literal["scheduled", "running", "ended"]


class Battle(Struct, frozen=True, dict=True, tag="battle"):
    """A battle; its phase follows from the time, not from a fact.

    States stored before the field existed lack the time of the announcement.
    """

    battle: str
    title: str
    starts_at: datetime
    ends_at: datetime
    rules: Rules
    questions: tuple[Question, ...]
    questions_hash: str
    start_announced: bool = False
    end_announced: bool = False
    end_announced_at: datetime | UnsetType = UNSET

    def phase(self, now: datetime) -> Phase:
        """Return the phase: `starts_at` is inclusive, `ends_at` exclusive and takes precedence."""
        if now >= self.ends_at:
            return "ended"
        return "scheduled" if now < self.starts_at else "running"

    def question(self, question: str) -> Question | None:
        return self._by_id.get(question)

    @cached_property
    def _by_id(self) -> dict[str, Question]:
        return {each.id: each for each in self.questions}


class Participant(Struct, frozen=True, tag="participant", rename={"balance": "points"}):
    """`tries` counts the wrong answers to questions that are still open.

    `balance` is the sum of all changes of the points. A reversal may leave it, the arrows or the
    shields below zero, if what was taken back had been lost or used; later earnings make up for it.
    """

    battle: str
    username: str
    player_id: str
    joined_at: datetime
    balance: int = 0
    arrows: int = 0
    shields: int = 0
    active: bool = True
    solved: tuple[str, ...] = ()
    tries: dict[str, int] = {}
    reversed_awards: frozenset[int] = frozenset()
    reversed_attacks: frozenset[int] = frozenset()

    @property
    def points(self) -> int:
        """The public points: the balance, but never below zero."""
        return points_of(self.balance)


def points_of(balance: int) -> int:
    """Return the points for a balance."""
    return max(0, balance)


type CodeBattleState = Battle | Participant
