"""The bodies of the HTTP API; docs/openapi.json is generated from them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, Field

from shared.kernel.game import Phase
from shared.kernel.players import MAX_NAME
from shared.wire.moments import read_moment

type Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
type Username = Annotated[str, Field(min_length=1, max_length=MAX_NAME)]
type StreamId = Annotated[str, Field(min_length=1, max_length=200)]

type RoomCursor = Annotated[str, Field(pattern=r"^[0-6]\.[0-9T:.-]{26}:[A-Za-z0-9_/-]{1,129}$")]

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


class ReversalBody(Body):
    """Take back the commit at `position` of the player's stream."""

    username: Username
    position: Annotated[int, Field(ge=1, le=MAX_POSITION)]
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class WishBody(Body):
    """With whom you want to play, and where; a party waits when all of it have said the same.

    `waited_seconds` is for a client that has waited before: what was kept of it may be lost.
    """

    party: Annotated[list[Username], Field(max_length=8)] = []
    region: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")] = "any"
    waited_seconds: Annotated[int, Field(ge=0, le=86_400)] = 0


class OfferBody(Body):
    """Whether you want to play the match."""

    accepts: bool


class PlaceAnswer(BaseModel):
    """How it stands with a player who waits: an offer to be accepted, or the room of its match."""

    waits: bool
    since: datetime | None
    offer: str | None
    accept_by: datetime | None
    accepted: bool
    room: str | None


class DoneAnswer(BaseModel, extra="allow"):
    """A command was carried out; what it did stands beside its id."""

    type: Literal["done"]
    id: str


class AcceptedAnswer(BaseModel):
    """A command will be carried out; what came of it follows on the private channel."""

    type: Literal["accepted"]
    id: str


class ListedRoom(BaseModel, extra="allow"):
    """A room, with fields of its game."""

    room: str
    title: str
    phase: Phase
    starts_at: datetime
    ends_at: datetime
    start_announced: bool
    end_announced: bool


class LiveAnswer(BaseModel):
    """How a room goes: its board, its newest event, and whether its slot has an owner.

    `events_per_second` is a mean of some ten seconds. `idle_seconds` are since the newest event;
    `lag_seconds` are how old it was when it was counted. `silent_seconds` is null while the owner
    of its slot is there, and where slots have no owners.
    """

    players: int
    leader: str | None
    points: int
    columns: list[int]
    events_per_second: float
    idle_seconds: float | None
    lag_seconds: float
    silent_seconds: float | None


class LookAnswer(BaseModel):
    """A room; `live` is null where it is not known, as while the cache is away."""

    room: str
    title: str
    phase: Phase
    starts_at: datetime
    ends_at: datetime
    live: LiveAnswer | None


class OverviewAnswer(BaseModel):
    """All rooms that are planned or run; `stale` while the cache is away: as last stored."""

    rooms: list[LookAnswer]
    stale: bool


class ScoreStep(BaseModel):
    """A commit that set a player's points, with the stored names of its facts."""

    position: int
    at: datetime
    facts: list[str]
    by: str
    command_id: str
    points: int
    columns: list[int]


class ExplanationAnswer(BaseModel):
    """What moved a player's points, in order; `after` is null at the end of the stream."""

    stream: str
    steps: list[ScoreStep]
    after: int | None


class RoomsAnswer(BaseModel):
    """`after` is for the next page, null when there is none."""

    rooms: list[ListedRoom]
    after: str | None


class RankedEntryAnswer(BaseModel):
    """`columns` are the numbers of the board's columns, if it has any."""

    member: str
    points: int
    rank: int
    columns: list[int] = []


class BoardAnswer(BaseModel):
    """`stale` when it is the last stored snapshot, of `as_of`; `columns` are their names."""

    entries: list[RankedEntryAnswer]
    size: int
    stale: bool
    as_of: datetime | None
    columns: list[str] = []


class CommitAnswer(BaseModel):
    """What a commit shows; `by` and `command_id` are for operators."""

    position: int
    at: datetime
    event: str
    data: dict[str, Any]
    by: str = ""
    command_id: str = ""


class ReplayAnswer(BaseModel):
    """A stream folded up to `position`, with the commits that led there, at most the last 100."""

    stream: str
    position: int
    state: dict[str, Any] | None
    commits: list[CommitAnswer]


class FactsAnswer(BaseModel):
    """Commits as they are stored; the next page begins `after` a position of `stream`, if any."""

    commits: list[dict[str, Any]]
    stream: str
    after: int


class HealthAnswer(BaseModel):
    """`cache` is false while the cache is away; commands go on."""

    ok: bool
    stage: str
    cache: bool


class ErrorBody(BaseModel, extra="allow"):
    code: str
    message: str


class ErrorAnswer(BaseModel):
    """Every error: `code` is part of the contract."""

    error: ErrorBody
