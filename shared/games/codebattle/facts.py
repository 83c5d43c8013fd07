"""The facts of a code battle, and their stored names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import UNSET, UnsetType

from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules
from shared.kernel.facts import Fact


class BattleScheduled(Fact, frozen=True):
    battle: str
    title: str
    starts_at: datetime
    ends_at: datetime
    rules: Rules
    questions: tuple[Question, ...]
    questions_hash: str


class QuestionsReplaced(Fact, frozen=True):
    questions: tuple[Question, ...]
    questions_hash: str


class BattleStarted(Fact, frozen=True):
    """`questions_hash` identifies the pack, which is frozen from here on."""

    questions_hash: str


class BattleEnded(Fact, frozen=True):
    """`ends_at` is when the battle is over: soon after an operator's command, if `early`.

    Facts stored before the field existed lack it: they ended the battle at once.
    """

    early: bool = False
    ends_at: datetime | UnsetType = UNSET

    @property
    def ended_at(self) -> datetime:
        """The time from which nobody may play."""
        return self.ends_at or self.at


class ParticipantJoined(Fact, frozen=True):
    battle: str
    username: str
    player_id: str
    arrows: int
    shields: int


class ParticipantReturned(Fact, frozen=True):
    pass


class ParticipantLeft(Fact, frozen=True):
    pass


class QuestionSolved(Fact, frozen=True):
    """`total` are the participant's points after it, as in every fact that changes them."""

    question: str
    questions_hash: str
    points: int
    total: int
    arrows: int = 0
    shields: int = 0


class QuestionMissed(Fact, frozen=True):
    question: str
    questions_hash: str
    tries_left: int


class ArrowShot(Fact, frozen=True):
    target: str
    blocked: bool
    points_deducted: int


class ShieldUsed(Fact, frozen=True):
    attacker: str


class PointLost(Fact, frozen=True):
    attacker: str
    points: int
    total: int


class AttackFailed(Fact, frozen=True):
    """A deferred attack was refused in the end; it had no effect."""

    target: str
    reason: str
    attack_id: str


class AwardReversed(Fact, frozen=True):
    """`position` is that of the reversed commit on this stream; `reason` is the operator's.

    `points`, `arrows` and `shields` are those of the award, though some may have been lost or used.
    """

    position: int
    question: str
    points: int
    arrows: int
    shields: int
    total: int
    reason: str


class AttackReversed(Fact, frozen=True):
    """The reversal of an attack, on the target's stream."""

    position: int
    attacker: str
    points: int
    shields: int
    total: int
    reason: str


class ArrowReturned(Fact, frozen=True):
    """The arrow given back, on the attacker's stream; `position` is that of the target's commit."""

    target: str
    position: int
    reason: str


type BattleFact = QuestionsReplaced | BattleStarted | BattleEnded
"""The facts on a battle's stream after it was scheduled."""

type ParticipantFact = (
    ParticipantReturned
    | ParticipantLeft
    | QuestionSolved
    | QuestionMissed
    | ArrowShot
    | ShieldUsed
    | PointLost
    | AttackFailed
    | AwardReversed
    | AttackReversed
    | ArrowReturned
)
"""The facts on a participant's stream after it has joined."""

type CodeBattleFact = BattleScheduled | BattleFact | ParticipantJoined | ParticipantFact

FACTS: Mapping[str, type[Fact]] = {
    "codebattle.battle_scheduled.v1": BattleScheduled,
    "codebattle.questions_replaced.v1": QuestionsReplaced,
    "codebattle.battle_started.v1": BattleStarted,
    "codebattle.battle_ended.v1": BattleEnded,
    "codebattle.participant_joined.v1": ParticipantJoined,
    "codebattle.participant_returned.v1": ParticipantReturned,
    "codebattle.participant_left.v1": ParticipantLeft,
    "codebattle.question_solved.v1": QuestionSolved,
    "codebattle.question_missed.v1": QuestionMissed,
    "codebattle.arrow_shot.v1": ArrowShot,
    "codebattle.shield_used.v1": ShieldUsed,
    "codebattle.point_lost.v1": PointLost,
    "codebattle.attack_failed.v1": AttackFailed,
    "codebattle.award_reversed.v2": AwardReversed,
    "codebattle.attack_reversed.v1": AttackReversed,
    "codebattle.arrow_returned.v1": ArrowReturned,
}
"""Fact classes by stored name. A class may be renamed, a stored name never."""
