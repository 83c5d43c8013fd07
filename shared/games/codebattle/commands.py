"""What players and operators may ask of a code battle."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from shared.games.codebattle.questions import MAX_ANSWER, Question
from shared.games.codebattle.rules import Rules
from shared.kernel.facts import Command, OperatorCommand, PlayerCommand
from shared.kernel.players import Username


class ScheduleBattle(OperatorCommand, frozen=True, tag="schedule"):
    """Announce a battle. Its room appears in the list, and players may join."""

    title: Annotated[str, Meta(min_length=1, max_length=200)]
    starts_at: datetime
    ends_at: datetime
    questions: tuple[Question, ...]
    rules: Rules = Rules()


class ReplaceQuestions(OperatorCommand, frozen=True, tag="replace_questions"):
    """Replace all questions; refused from ten seconds before the start on."""

    questions: tuple[Question, ...]


class StartBattle(Command, frozen=True):
    """Announces a start that the clock has already brought about."""

    room: str


class EndBattle(Command, frozen=True):
    """Announces an end that the clock has already brought about."""

    room: str


class EndEarly(OperatorCommand, frozen=True, tag="end"):
    """End a battle early, ten seconds from now: by then every process knows of it."""


class JoinBattle(PlayerCommand, frozen=True, tag="join"):
    """Join a battle, or return to it."""

    player_id: str


class Answer(PlayerCommand, frozen=True, tag="answer"):
    """Answer a question of a running battle."""

    question: Annotated[str, Meta(min_length=1, max_length=64)]
    answer: Annotated[str, Meta(max_length=MAX_ANSWER)]


class Attack(PlayerCommand, frozen=True, tag="attack"):
    """Shoot an arrow at another participant."""

    target: Username


class LeaveBattle(PlayerCommand, frozen=True, tag="leave"):
    """Leave a battle. The player keeps its points and its place on the board."""


class AbandonAttack(Command, frozen=True):
    """Records that a deferred attack was refused in the end, so that its sender learns of it."""

    room: str
    username: str
    target: str
    reason: str
    attack_id: str


class ReverseAward(Command, frozen=True):
    """Takes back the award of the commit at `position` of the participant's stream."""

    room: str
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

    room: str
    target: str
    attacker: str
    position: int
    points: int
    shields: int
    reason: str


PLAYER_COMMANDS = (JoinBattle, Answer, Attack, LeaveBattle)
OPERATOR_COMMANDS = (ScheduleBattle, ReplaceQuestions, EndEarly)

type CodeBattleCommand = (
    ScheduleBattle
    | ReplaceQuestions
    | StartBattle
    | EndBattle
    | EndEarly
    | JoinBattle
    | Answer
    | Attack
    | LeaveBattle
    | AbandonAttack
    | ReverseAward
    | ReverseAttack
)
