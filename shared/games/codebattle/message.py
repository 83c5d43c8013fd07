"""Shows each fact to a viewer as an event."""

from __future__ import annotations

from typing import assert_never

from shared.games.codebattle import events as e
from shared.games.codebattle import facts as f
from shared.games.codebattle.view import without_answers
from shared.kernel.facts import Event
from shared.kernel.viewer import Viewer


def message(fact: f.CodeBattleFact, viewer: Viewer) -> Event | None:  # noqa: PLR0911 - one flat table
    """Return the event, or None; a participant's facts are private, a battle's are public.

    The questions in a battle's facts are for operators alone.
    """
    match fact:
        case f.QuestionSolved() | f.QuestionMissed():  # the frequent: a case that fails is slow
            return _participant(fact) if viewer.role in {"owner", "operator"} else None
        case f.BattleScheduled():
            return e.BattleScheduled(
                timestamp=fact.at,
                title=fact.title,
                starts_at=fact.starts_at,
                ends_at=fact.ends_at,
                rules=fact.rules,
                questions=without_answers(fact.questions) if viewer.role == "operator" else (),
            )
        case f.QuestionsReplaced():
            if viewer.role != "operator":
                return None
            return e.QuestionsReplaced(timestamp=fact.at, questions=without_answers(fact.questions))
        case f.BattleStarted():
            return e.BattleStarted(timestamp=fact.at)
        case f.BattleEnded():
            return e.BattleEnded(timestamp=fact.at, early=fact.early, ends_at=fact.ended_at)
        case _:
            return _participant(fact) if viewer.role in {"owner", "operator"} else None


def _participant(fact: f.ParticipantFact | f.ParticipantJoined) -> Event:
    at = fact.at
    match fact:
        case f.QuestionSolved():
            return e.AnswerSolved(
                timestamp=at,
                question=fact.question,
                points=fact.points,
                total=fact.total,
                arrows=fact.arrows,
                shields=fact.shields,
            )
        case f.QuestionMissed():
            return e.AnswerMissed(timestamp=at, question=fact.question, tries_left=fact.tries_left)
        case f.ParticipantJoined() | f.ParticipantReturned() | f.ParticipantLeft():
            return _presence(fact)
        case f.ArrowShot() | f.ShieldUsed() | f.PointLost() | f.AttackFailed():
            return _attack(fact)
        case f.AwardReversed() | f.AttackReversed() | f.ArrowReturned():
            return _reversal(fact)
        case _:
            assert_never(fact)


def _presence(fact: f.ParticipantJoined | f.ParticipantReturned | f.ParticipantLeft) -> Event:
    at = fact.at
    match fact:
        case f.ParticipantJoined():
            return e.ParticipantJoined(timestamp=at, arrows=fact.arrows, shields=fact.shields)
        case f.ParticipantReturned():
            return e.ParticipantReturned(timestamp=at)
        case f.ParticipantLeft():
            return e.ParticipantLeft(timestamp=at)
        case _:
            assert_never(fact)


def _attack(fact: f.ArrowShot | f.ShieldUsed | f.PointLost | f.AttackFailed) -> Event:
    at = fact.at
    match fact:
        case f.ShieldUsed():
            return e.AttackReceived(
                timestamp=at, attacker=fact.attacker, blocked=True, points_lost=0
            )
        case f.PointLost():
            return e.AttackReceived(
                timestamp=at, attacker=fact.attacker, blocked=False, points_lost=fact.points
            )
        case f.ArrowShot():
            return e.AttackSent(
                timestamp=at,
                target=fact.target,
                blocked=fact.blocked,
                points_deducted=fact.points_deducted,
            )
        case f.AttackFailed():
            return e.AttackFailed(
                timestamp=at, target=fact.target, reason=fact.reason, attack_id=fact.attack_id
            )
        case _:
            assert_never(fact)


def _reversal(fact: f.AwardReversed | f.AttackReversed | f.ArrowReturned) -> Event:
    at, reason = fact.at, fact.reason
    match fact:
        case f.AwardReversed():
            return e.AwardReversed(
                timestamp=at,
                question=fact.question,
                points=fact.points,
                arrows=fact.arrows,
                shields=fact.shields,
                total=fact.total,
                reason=reason,
            )
        case f.AttackReversed():
            return e.AttackReversed(
                timestamp=at,
                attacker=fact.attacker,
                points=fact.points,
                shields=fact.shields,
                total=fact.total,
                reason=reason,
            )
        case f.ArrowReturned():
            return e.ArrowReturned(timestamp=at, target=fact.target, reason=reason)
        case _:
            assert_never(fact)
