"""The states that the facts of a code battle fold into."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property  # noqa: TID251 - pure: building it twice changes nothing
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules

type Phase = Literal["scheduled", "running", "ended"]


class Battle(Struct, frozen=True, dict=True, tag="battle"):
    """A battle; its phase is a matter of time, not of a fact.

    States that were stored before it was remembered lack the time of the announcement.
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
        """Starts at `starts_at` inclusive, ends at `ends_at` exclusive, even before the start."""
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

    `balance` is the sum of all that changed the points. A reversal may leave it, the arrows or the
    shields below zero: what was taken back had been lost or used. What is earned next pays for it.
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
        """What everybody sees: the balance, never below zero."""
        return points_of(self.balance)


def points_of(balance: int) -> int:
    """Return the points that a balance comes to."""
    return max(0, balance)


type CodeBattleState = Battle | Participant
