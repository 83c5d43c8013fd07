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
    """Dead letters of one workload with the same error."""

    workload: str
    error: str
    count: int
    oldest: datetime


class LettersAnswer(BaseModel):
    """All groups of dead letters, and the oldest of the requested ones.

    Only the oldest 5,000 letters are read; `more` says that there are others.
    """

    groups: list[GroupAnswer]
    letters: list[LetterAnswer]
    more: bool


class WholeLetterAnswer(BaseModel):
    """A dead letter with its body, which is null once its retention is over.

    `body` is what the workload would receive; `original` is the body before an edit, if any.
    """

    letter: LetterAnswer
    body: str | None
    original: str | None = None


class EditBody(Body):
    """The new body of a letter, and the reason for the edit."""

    body: Annotated[str, Field(max_length=256 * 1024)]
    why: Annotated[str, Field(min_length=1, max_length=500)]


class RehearsalAnswer(BaseModel):
    """What the workload would do with a letter now. Nothing was written."""

    commits: list[dict[str, Any]]
    queued: dict[str, int]
    error: str


class OperationBody(Body):
    """Which letters to redrive or discard: by `ids`, or all of a workload or an error.

    The operation handles at most `most` letters, the oldest first, at `rate` letters a second.
    """

    act: Literal["redrive", "discard"]
    why: Annotated[str, Field(min_length=1, max_length=500)]
    ids: Annotated[tuple[LetterId, ...], Field(max_length=1000, strict=False)] = ()
    workload: Name = ""
    error: Name = ""
    most: Annotated[int, Field(ge=1, le=1000)] = 1
    rate: Annotated[int, Field(ge=1, le=100)] = 10


class OperationAnswer(BaseModel):
    """An operation on dead letters, and its progress."""

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
