"""Folds each fact into the state."""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from shared.games.codebattle.facts import (
    ArrowReturned,
    ArrowShot,
    AttackFailed,
    AttackReversed,
    AwardReversed,
    BattleEnded,
    BattleFact,
    BattleScheduled,
    BattleStarted,
    CodeBattleFact,
    ParticipantFact,
    ParticipantJoined,
    ParticipantLeft,
    ParticipantReturned,
    PointLost,
    QuestionMissed,
    QuestionSolved,
    QuestionsReplaced,
    ShieldUsed,
)
from shared.games.codebattle.state import Battle, CodeBattleState, Participant


def evolve(state: CodeBattleState | None, fact: CodeBattleFact) -> CodeBattleState:
    """Return the state after the fact; frequent facts come first, as a failed case is slow."""
    match fact:
        case QuestionSolved() | QuestionMissed():
            assert isinstance(state, Participant)
            return _participant(state, fact)
        case BattleScheduled():
            return Battle(
                fact.battle,
                fact.title,
                fact.starts_at,
                fact.ends_at,
                fact.rules,
                fact.questions,
                fact.questions_hash,
            )
        case ParticipantJoined():
            return Participant(
                fact.battle,
                fact.username,
                fact.player_id,
                fact.at,
                arrows=fact.arrows,
                shields=fact.shields,
            )
        case QuestionsReplaced() | BattleStarted() | BattleEnded():
            assert isinstance(state, Battle)
            return _battle(state, fact)
        case _:
            assert isinstance(state, Participant)
            return _participant(state, fact)


def _battle(battle: Battle, fact: BattleFact) -> Battle:
    match fact:
        case QuestionsReplaced():
            return replace(battle, questions=fact.questions, questions_hash=fact.questions_hash)
        case BattleStarted():
            return replace(battle, start_announced=True)
        case BattleEnded():
            ends_at = min(battle.ends_at, fact.ended_at)
            return replace(battle, end_announced=True, end_announced_at=fact.at, ends_at=ends_at)
        case _:
            assert_never(fact)


def _participant(me: Participant, fact: ParticipantFact) -> Participant:
    match fact:
        case QuestionSolved():
            return _solved(me, fact)
        case QuestionMissed():
            return replace(
                me, tries={**me.tries, fact.question: me.tries.get(fact.question, 0) + 1}
            )
        case ParticipantReturned():
            return replace(me, active=True)
        case ParticipantLeft():
            return replace(me, active=False)
        case ArrowShot():
            return replace(me, arrows=me.arrows - 1)
        case ShieldUsed():
            return replace(me, shields=me.shields - 1)
        case PointLost():
            return replace(me, balance=me.balance - fact.points)
        case AttackFailed():
            return me
        case AwardReversed() | AttackReversed() | ArrowReturned():
            return _reversed(me, fact)
        case _:
            assert_never(fact)


def _reversed(me: Participant, fact: AwardReversed | AttackReversed | ArrowReturned) -> Participant:
    match fact:
        case AwardReversed():
            return replace(
                me,
                balance=me.balance - fact.points,
                arrows=me.arrows - fact.arrows,
                shields=me.shields - fact.shields,
                reversed_awards=me.reversed_awards | {fact.position},
            )
        case AttackReversed():
            return replace(
                me,
                balance=me.balance + fact.points,
                shields=me.shields + fact.shields,
                reversed_attacks=me.reversed_attacks | {fact.position},
            )
        case ArrowReturned():
            return replace(me, arrows=me.arrows + 1)
        case _:
            assert_never(fact)


def _solved(me: Participant, fact: QuestionSolved) -> Participant:
    return replace(
        me,
        balance=me.balance + fact.points,
        arrows=me.arrows + fact.arrows,
        shields=me.shields + fact.shields,
        solved=(*me.solved, fact.question),
        tries={each: tries for each, tries in me.tries.items() if each != fact.question},
    )
