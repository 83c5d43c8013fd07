"""The events that a viewer sees of facts."""

from __future__ import annotations

from typing import ClassVar

from shared.games.codebattle.rules import Rules
from shared.games.codebattle.view import ShownQuestion
from shared.kernel.facts import Event
from shared.kernel.moments import Moment


class BattleScheduled(Event, frozen=True):
    name: ClassVar[str] = "battle.scheduled"
    title: str
    starts_at: Moment
    ends_at: Moment
    rules: Rules
    questions: tuple[ShownQuestion, ...]


class QuestionsReplaced(Event, frozen=True):
    name: ClassVar[str] = "questions.replaced"
    questions: tuple[ShownQuestion, ...]


class BattleStarted(Event, frozen=True):
    name: ClassVar[str] = "battle.started"


class BattleEnded(Event, frozen=True):
    name: ClassVar[str] = "battle.ended"
    early: bool
    ends_at: Moment


class AttackReceived(Event, frozen=True):
    name: ClassVar[str] = "attack.received"
    attacker: str
    blocked: bool
    points_lost: int


class AttackSent(Event, frozen=True):
    name: ClassVar[str] = "attack.sent"
    target: str
    blocked: bool
    points_deducted: int


class AttackFailed(Event, frozen=True):
    """A deferred attack was refused. `attack_id` is the id of its command."""

    name: ClassVar[str] = "attack.failed"
    target: str
    reason: str
    attack_id: str


class AnswerSolved(Event, frozen=True):
    name: ClassVar[str] = "answer.solved"
    question: str
    points: int
    total: int
    arrows: int
    shields: int


class AnswerMissed(Event, frozen=True):
    name: ClassVar[str] = "answer.missed"
    question: str
    tries_left: int


class ParticipantJoined(Event, frozen=True):
    name: ClassVar[str] = "participant.joined"
    arrows: int
    shields: int


class ParticipantReturned(Event, frozen=True):
    name: ClassVar[str] = "participant.returned"


class ParticipantLeft(Event, frozen=True):
    name: ClassVar[str] = "participant.left"


class AwardReversed(Event, frozen=True):
    name: ClassVar[str] = "award.reversed"
    question: str
    points: int
    arrows: int
    shields: int
    total: int
    reason: str


class AttackReversed(Event, frozen=True):
    name: ClassVar[str] = "attack.reversed"
    attacker: str
    points: int
    shields: int
    total: int
    reason: str


class ArrowReturned(Event, frozen=True):
    name: ClassVar[str] = "arrow.returned"
    target: str
    reason: str


EVENTS: tuple[type[Event], ...] = (
    BattleScheduled,
    QuestionsReplaced,
    BattleStarted,
    BattleEnded,
    AttackReceived,
    AttackSent,
    AttackFailed,
    AnswerSolved,
    AnswerMissed,
    ParticipantJoined,
    ParticipantReturned,
    ParticipantLeft,
    AwardReversed,
    AttackReversed,
    ArrowReturned,
)
