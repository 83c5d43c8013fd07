"""The bodies of the routes of dead letters."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from shared.wire.http import Body

type LetterId = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
type Name = Annotated[str, Field(max_length=100)]


class LetterAnswer(BaseModel):
    """A dead letter without its body."""

    id: str
    at: datetime
    workload: str
    source: Literal["queue", "record"]
    error: str
    stream: str
    player: str
    trace: str
    position: int
    state: Literal["waiting", "redriven", "discarded"]
    why: str
    edited_by: str


class GroupAnswer(BaseModel):
    """Letters of one workload that failed alike."""

    workload: str
    error: str
    count: int
    oldest: datetime


class LettersAnswer(BaseModel):
    """All groups, and the oldest letters that were asked for.

    `more` says that there are letters beyond those 5,000, the oldest, that were looked at.
    """

    groups: list[GroupAnswer]
    letters: list[LetterAnswer]
    more: bool


class WholeLetterAnswer(BaseModel):
    """A letter with its body, which is None when its time is over.

    `body` is what its workload would be given, `original` what it was if somebody edited it.
    """

    letter: LetterAnswer
    body: str | None
    original: str | None = None


class EditBody(Body):
    """What a letter shall say instead."""

    body: Annotated[str, Field(max_length=256 * 1024)]
    why: Annotated[str, Field(min_length=1, max_length=500)]


class RehearsalAnswer(BaseModel):
    """What would come of a letter now: nothing was written."""

    commits: list[dict[str, Any]]
    queued: dict[str, int]
    error: str


class OperationBody(Body):
    """Redrive or discard letters: by their ids, or those of a workload and an error.

    At most `most` of them, the oldest first; `rate` is in letters a second.
    """

    act: Literal["redrive", "discard"]
    why: Annotated[str, Field(min_length=1, max_length=500)]
    ids: Annotated[tuple[LetterId, ...], Field(max_length=1000, strict=False)] = ()
    workload: Name = ""
    error: Name = ""
    most: Annotated[int, Field(ge=1, le=1000)] = 1
    rate: Annotated[int, Field(ge=1, le=100)] = 10


class OperationAnswer(BaseModel):
    """An operation, and how far it is."""

    id: str
    act: Literal["redrive", "discard"]
    by: str
    why: str
    at: datetime
    most: int
    rate: int
    state: Literal["asked", "running", "done", "cancelled"]
    done: int
    failed: int
