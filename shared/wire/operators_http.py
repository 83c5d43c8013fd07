"""The bodies of the routes that operators alone use."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from shared.kernel.players import OperatorRole
from shared.wire.http import Body

type OperatorName = Annotated[str, Field(pattern="^[A-Za-z0-9_-]{1,50}$")]
type ActCursor = Annotated[str, Field(pattern=r"^[0-9T:.-]{26}:[A-Za-z0-9_-]{1,64}:[a-z]{5}$")]
type Part = Annotated[str, Field(max_length=100)]
type Who = Annotated[str, Field(min_length=1, max_length=64)]
type ChannelName = Annotated[str, Field(min_length=1, max_length=300)]

KEY_DAYS = 90


class MeAnswer(BaseModel):
    """Who asks, and as what."""

    name: str
    role: OperatorRole
    stage: str


class SessionBody(Body):
    id_token: Annotated[str, Field(min_length=1, max_length=8192)]


class SessionAnswer(BaseModel):
    """A token for `Authorization: Bearer`; `expires_in` is in seconds."""

    name: str
    role: OperatorRole
    token: str
    expires_in: int


class KeyBody(Body):
    """What an operator may do, and for how long."""

    role: OperatorRole
    days: Annotated[int, Field(ge=1, le=366)] = KEY_DAYS


class OperatorAnswer(BaseModel):
    """An operator who has a key of their own."""

    name: str
    role: OperatorRole
    given_by: str
    given_at: datetime
    ends: datetime


class KeyAnswer(OperatorAnswer):
    """The key is shown this once."""

    key: str


class OperatorsAnswer(BaseModel):
    operators: list[OperatorAnswer]


class ActAnswer(BaseModel):
    """A step of an act: `asked` before it, and `ended` with its outcome."""

    act: str
    step: Literal["asked", "ended"]
    at: datetime
    by: str
    role: OperatorRole
    what: str
    about: str
    why: str
    outcome: str


class ActsAnswer(BaseModel):
    """The newest first; `before` is for the next page, null when there is none."""

    acts: list[ActAnswer]
    before: str | None


class CommandAnswer(BaseModel):
    """A command that operators may send, and the schema of its frame."""

    type: str
    about: str
    frame: dict[str, Any]


class GameAnswer(BaseModel):
    """A game of this stage, and what of it there is to look at."""

    name: str
    lists_rooms: bool
    board: bool
    presence: bool
    reversible: bool
    modes: list[str]
    commands: list[CommandAnswer]


class GamesAnswer(BaseModel):
    games: list[GameAnswer]


class PlayerAnswer(BaseModel):
    """An account; `connection` is the live one, if there is one, since `connected_at`."""

    player_id: str
    username: str
    created_at: datetime
    guest: bool
    connection: str | None
    connected_at: datetime | None
    channels: list[str]


class RosterAnswer(BaseModel):
    """Players of a room in order of name; `after` is for the next page.

    `counted` were looked at, and there are `more` when that is not all.
    """

    players: list[str]
    after: str | None
    counted: int
    more: bool


class SubscriberAnswer(BaseModel):
    channel: str
    username: str
    connection: str
    offset: int


class ChannelAnswer(BaseModel):
    """Who listens on functions: `counted` of them, and `more` when that is not all.

    `present` is how many players are there, by their leases; null while the cache is away.
    """

    channel: str
    counted: int
    more: bool
    subscribers: list[SubscriberAnswer]
    present: int | None
    sample: list[str]
