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
    """A guest's sign-up. The same `key` and username within ten minutes return the same guest.

    During that time the key is a credential: make it of at least 128 random bits, for one sign-up.
    """

    username: NewUsername
    key: SignUpKey | None = None


class OidcBody(Body):
    id_token: Annotated[str, Field(min_length=1, max_length=8192)]
    username: NewUsername | None = None


class RefreshBody(Body):
    refresh_token: Annotated[str, Field(min_length=1, max_length=256)]


class GrantAnswer(BaseModel):
    """The tokens of a signed-in player. `expires_in` is in seconds."""

    player_id: str
    username: str
    token: str
    expires_in: int
    refresh_token: str


class TicketBody(Body):
    """The room to be played. Its size decides which host the socket is opened at."""

    room: RoomName | None = None


class TicketAnswer(BaseModel):
    """A ticket for one socket, to be opened at `{url}?ticket={ticket}` in `expires_in` seconds."""

    ticket: str
    url: str
    expires_in: int
