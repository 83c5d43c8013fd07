"""What players and operators may ask of a code battle."""

from __future__ import annotations

from datetime import datetime

from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules
from shared.kernel.facts import Command


class ScheduleBattle(Command, frozen=True):
    battle: str
    title: str
    starts_at: datetime
    ends_at: datetime
    questions: tuple[Question, ...]
    rules: Rules = Rules()


class ReplaceQuestions(Command, frozen=True):
    """Allowed until `KNOWN_WITHIN` before the start; after that the pack is frozen."""

    battle: str
    questions: tuple[Question, ...]


class StartBattle(Command, frozen=True):
    """Announces a start that the clock has already brought about."""

    battle: str


class EndBattle(Command, frozen=True):
    """Announces an end; an operator (`early`) may end a battle `KNOWN_WITHIN` from now."""

    battle: str
    early: bool = False


class JoinBattle(Command, frozen=True):
    battle: str
    username: str
    player_id: str


class Answer(Command, frozen=True):
    battle: str
    username: str
    question: str
    answer: str


class Attack(Command, frozen=True):
    battle: str
    username: str
    target: str


class LeaveBattle(Command, frozen=True):
    battle: str
    username: str


class AbandonAttack(Command, frozen=True):
    """Records that a postponed attack was refused in the end, so that its sender learns of it."""

    battle: str
    username: str
    target: str
    reason: str
    attack_id: str


class ReverseAward(Command, frozen=True):
    """Takes back the award of the commit at `position` of the participant's stream."""

    battle: str
    username: str
    position: int
    question: str
    points: int
    arrows: int
    shields: int
    reason: str


class ReverseAttack(Command, frozen=True):
    """Undoes an attack: the target has back what it lost, the attacker its arrow.

    `position` is that of the commit on the target's stream.
    """

    battle: str
    target: str
    attacker: str
    position: int
    points: int
    shields: int
    reason: str


type CodeBattleCommand = (
    ScheduleBattle
    | ReplaceQuestions
    | StartBattle
    | EndBattle
    | JoinBattle
    | Answer
    | Attack
    | LeaveBattle
    | AbandonAttack
    | ReverseAward
    | ReverseAttack
)
