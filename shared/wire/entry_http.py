"""The bodies of the routes that let players in."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from shared.kernel.players import USERNAME
from shared.wire.http import Body, Username

type RoomName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}/[A-Za-z0-9_-]{1,64}$")]
type NewUsername = Annotated[
    Username, Field(json_schema_extra={"pattern": f"^{USERNAME.pattern}$"})
]


type SignUpKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22,64}$")]


class GuestBody(Body):
    """Sent again within ten minutes, the same `key` and name give the same guest.

    For so long the key lets in: it is a secret of 128 random bits or more, made for one sign-up.
    """

    username: NewUsername
    key: SignUpKey | None = None


class OidcBody(Body):
    id_token: Annotated[str, Field(min_length=1, max_length=8192)]
    username: NewUsername | None = None


class RefreshBody(Body):
    refresh_token: Annotated[str, Field(min_length=1, max_length=256)]


class GrantAnswer(BaseModel):
    """A signed-in player; `expires_in` is in seconds."""

    player_id: str
    username: str
    token: str
    expires_in: int
    refresh_token: str


class TicketBody(Body):
    """The room to be played decides where, by its size."""

    room: RoomName | None = None


class TicketAnswer(BaseModel):
    """Open a socket at `{url}?ticket={ticket}` within `expires_in` seconds, once."""

    ticket: str
    url: str
    expires_in: int
