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
    """Which commit of the player's stream to undo, and why."""

    username: Username
    position: Annotated[int, Field(ge=1, le=MAX_POSITION)]
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class WishBody(Body):
    """Party and region with which a player waits. A party waits once all its members sent the same.

    `waited_seconds` is the time already waited, in case the server has lost it.
    """

    party: Annotated[list[Username], Field(max_length=8)] = []
    region: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")] = "any"
    waited_seconds: Annotated[int, Field(ge=0, le=86_400)] = 0


class OfferBody(Body):
    """Whether the player accepts the offered match."""

    accepts: bool


class PlaceAnswer(BaseModel):
    """Where a player stands in matchmaking: waiting, with an offer to accept, or with a room."""

    waits: bool
    since: datetime | None
    offer: str | None
    accept_by: datetime | None
    accepted: bool
    room: str | None


class DoneAnswer(BaseModel, extra="allow"):
    """A command was carried out. The fields of its outcome stand beside `id`."""

    type: Literal["done"]
    id: str


class AcceptedAnswer(BaseModel):
    """A command will be carried out. Its outcome follows on the player's private channel."""

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
    """Live figures of a room: the top of its board, its events, and the state of its slot's owner.

    `events_per_second` is the mean of about ten seconds. `idle_seconds` is the time since the
    newest event, `lag_seconds` the age of that event when it was counted. `silent_seconds` is the
    time since the slot's owner last reported; null while it reports, and if slots have no owners.
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
    """A room. `live` is null if its figures are unknown, for example without the cache."""

    room: str
    title: str
    phase: Phase
    starts_at: datetime
    ends_at: datetime
    live: LiveAnswer | None


class OverviewAnswer(BaseModel):
    """All scheduled and running rooms. `stale`: as last stored, since the cache is unavailable."""

    rooms: list[LookAnswer]
    stale: bool


class ScoreStep(BaseModel):
    """A commit that changed a player's points, with the stored names of its facts."""

    position: int
    at: datetime
    facts: list[str]
    by: str
    command_id: str
    points: int
    columns: list[int]


class ExplanationAnswer(BaseModel):
    """Commits that changed a player's points, in order. `after` is null at the stream's end."""

    stream: str
    steps: list[ScoreStep]
    after: int | None


class RoomsAnswer(BaseModel):
    """A page of rooms. `after` asks for the next page; null on the last."""

    rooms: list[ListedRoom]
    after: str | None


class RankedEntryAnswer(BaseModel):
    """An entry of a board. `columns` are its values in the board's further columns, if any."""

    member: str
    points: int
    rank: int
    columns: list[int] = []


class BoardAnswer(BaseModel):
    """Entries of a board. `columns` are the names of its further columns.

    `stale`: the entries are from the last stored snapshot, taken at `as_of`.
    """

    entries: list[RankedEntryAnswer]
    size: int
    stale: bool
    as_of: datetime | None
    columns: list[str] = []


class CommitAnswer(BaseModel):
    """A commit as the event that the caller may see. Only operators get `by` and `command_id`."""

    position: int
    at: datetime
    event: str
    data: dict[str, Any]
    by: str = ""
    command_id: str = ""


class ReplayAnswer(BaseModel):
    """The state of a stream at `position`, with the last commits up to it, at most 100."""

    stream: str
    position: int
    state: dict[str, Any] | None
    commits: list[CommitAnswer]


class FactsAnswer(BaseModel):
    """Commits as they are stored. Any next page begins after position `after` of `stream`."""

    commits: list[dict[str, Any]]
    stream: str
    after: int


class HealthAnswer(BaseModel):
    """Health of a stage. `cache` is false while the cache is unavailable; commands still work."""

    ok: bool
    stage: str
    cache: bool


class ErrorBody(BaseModel, extra="allow"):
    code: str
    message: str


class ErrorAnswer(BaseModel):
    """The body of every error. `code` is part of the contract."""

    error: ErrorBody
