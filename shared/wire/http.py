"""The bodies of the HTTP API; docs/openapi.json is generated from them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, Field

from shared.games.codebattle.questions import MAX_ANSWER
from shared.games.codebattle.rules import MAX_NAME, MAX_QUESTIONS
from shared.wire.moments import read_moment

type Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
type NewId = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,64}$")]
type CommandId = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{1,64}$")]
type Small = Annotated[int, Field(ge=0, le=1000)]
type Username = Annotated[str, Field(min_length=1, max_length=MAX_NAME)]
type AnswerText = Annotated[str, Field(max_length=MAX_ANSWER)]
type StreamId = Annotated[str, Field(min_length=1, max_length=200)]

type BattleCursor = Annotated[str, Field(pattern=r"^[0-6]\.[0-9T:.-]{26}:[A-Za-z0-9_-]{1,64}$")]

MAX_POSITION = 2**31 - 1
"""The greatest limit that a query of DynamoDB takes."""

DIGITS = re.compile("[0-9]{1,19}")


def read_digits(value: object) -> object:
    """Let a text of a query or a path be digits and nothing else: no sign, space or underscore."""
    if isinstance(value, str) and not DIGITS.fullmatch(value):
        raise ValueError("a whole number is digits alone")
    return value


Digits = BeforeValidator(read_digits)

type Limit = Annotated[int, Field(ge=1, le=100), Digits]
type Radius = Annotated[int, Field(ge=0, le=50), Digits]
type Position = Annotated[int, Field(ge=0, le=MAX_POSITION), Digits]
type Moment = Annotated[AwareDatetime, BeforeValidator(read_moment)]


class Body(BaseModel, extra="forbid", strict=True):
    """A request's body: what is not known is refused, nothing is converted."""


class QuestionBody(Body):
    id: Id
    prompt: Annotated[str, Field(min_length=1, max_length=4000)]
    answers: Annotated[list[AnswerText], Field(min_length=1)]
    choices: list[AnswerText] = []
    points: Annotated[int, Field(ge=1, le=100_000)] = 10


class RulesBody(Body):
    """How arrows and shields are earned; an `…_every` of 0 never gives one."""

    arrows_at_start: Small = 1
    shields_at_start: Small = 1
    arrow_every: Small = 1
    shield_every: Small = 3
    attack_points: Annotated[int, Field(ge=1, le=1000)] = 1
    tries_per_question: Annotated[int, Field(ge=1, le=100)] = 3
    max_arrows: Small = 20
    max_shields: Small = 5


type Questions = Annotated[list[QuestionBody], Field(min_length=1, max_length=MAX_QUESTIONS)]


class BattleBody(Body):
    battle: NewId | None = None
    title: Annotated[str, Field(min_length=1, max_length=200)]
    starts_at: Moment
    ends_at: Moment
    questions: Questions
    rules: RulesBody = RulesBody()


class QuestionsBody(Body):
    questions: Questions


class ReversalBody(Body):
    """Undo the commit at `position` of the participant's stream: an award, or an attack on it."""

    username: Username
    position: Annotated[int, Field(ge=1, le=MAX_POSITION)]
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class JoinBody(Body):
    type: Literal["join"]
    id: CommandId


class AnswerBody(Body):
    type: Literal["answer"]
    id: CommandId
    question: Annotated[str, Field(min_length=1, max_length=64)]
    answer: AnswerText


class AttackBody(Body):
    type: Literal["attack"]
    id: CommandId
    target: Username


class LeaveBody(Body):
    type: Literal["leave"]
    id: CommandId


type CommandBody = Annotated[
    JoinBody | AnswerBody | AttackBody | LeaveBody, Field(discriminator="type")
]


class OutcomeAnswer(BaseModel):
    """What a command did; `postponed` when it waits in its queue."""

    id: str
    outcome: dict[str, Any] = {}
    postponed: bool = False


class ListedBattle(BaseModel):
    battle: str
    title: str
    phase: Literal["scheduled", "running", "ended"]
    starts_at: datetime
    ends_at: datetime
    questions: int
    start_announced: bool
    end_announced: bool


class BattlesAnswer(BaseModel):
    """`after` is for the next page, null when there is none."""

    battles: list[ListedBattle]
    after: str | None


class ShownQuestion(BaseModel):
    """A question without its answers."""

    id: str
    prompt: str
    choices: list[str]
    points: int


class BattleAnswer(BaseModel):
    """The questions are shown from the start on."""

    battle: str
    title: str
    phase: Literal["scheduled", "running", "ended"]
    starts_at: datetime
    ends_at: datetime
    rules: RulesBody
    questions: list[ShownQuestion]


class StandingAnswer(BaseModel):
    member: str
    points: int
    rank: int


class BoardAnswer(BaseModel):
    """`stale` when it is the last stored picture, of `as_of`."""

    standings: list[StandingAnswer]
    size: int
    stale: bool
    as_of: datetime | None


class ParticipantAnswer(BaseModel):
    """One's own view has what others don't see."""

    battle: str
    username: str
    points: int
    active: bool
    solved: list[str] | int
    joined_at: datetime | None = None
    arrows: int | None = None
    shields: int | None = None
    tries: dict[str, int] | None = None


class CommitAnswer(BaseModel):
    position: int
    at: datetime
    by: str
    command_id: str
    facts: list[dict[str, Any]]


class ReplayAnswer(BaseModel):
    """A stream folded up to `position`, with the commits that led there, at most the last 100."""

    stream: str
    position: int
    state: dict[str, Any] | None
    commits: list[CommitAnswer]


class HealthAnswer(BaseModel):
    """`cache` is false while the disposable store is away; commands go on."""

    ok: bool
    stage: str
    cache: bool


class ErrorBody(BaseModel, extra="allow"):
    code: str
    message: str


class ErrorAnswer(BaseModel):
    """Every error: `code` is part of the contract."""

    error: ErrorBody
