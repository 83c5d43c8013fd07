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
    """The calling operator's name and role."""

    name: str
    role: OperatorRole
    stage: str


class SessionBody(Body):
    id_token: Annotated[str, Field(min_length=1, max_length=8192)]


class SessionAnswer(BaseModel):
    """An operator's session. `token` goes into `Authorization: Bearer`; `expires_in` is seconds."""

    name: str
    role: OperatorRole
    token: str
    expires_in: int


class KeyBody(Body):
    """The role of a new key, and the days for which it is valid."""

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
    """A new key. The server shows it only in this answer."""

    key: str


class OperatorsAnswer(BaseModel):
    operators: list[OperatorAnswer]


class ActAnswer(BaseModel):
    """A record of an operator's act: `asked` is written before it, `ended` with its outcome."""

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
    """Records of acts, the newest first. `before` asks for the next page; null on the last."""

    acts: list[ActAnswer]
    before: str | None


class CommandAnswer(BaseModel):
    """A command that operators may send, and the schema of its frame."""

    type: str
    about: str
    frame: dict[str, Any]


class GameAnswer(BaseModel):
    """A game of this stage: what operators can see of it and which commands they may send."""

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
    """A player's account. `connection` is the id of the live connection, null without one."""

    player_id: str
    username: str
    created_at: datetime
    guest: bool
    connection: str | None
    connected_at: datetime | None
    channels: list[str]


class RosterAnswer(BaseModel):
    """Players of a room, ordered by name. `after` asks for the next page; null on the last.

    `counted` is how many players were searched; `more` says that the room has others.
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
    """Subscribers of a channel on functions: `counted` were read; `more` says that others exist.

    `present` is the number of players with a presence lease; null while the cache is unavailable.
    """

    channel: str
    counted: int
    more: bool
    subscribers: list[SubscriberAnswer]
    present: int | None
    sample: list[str]
