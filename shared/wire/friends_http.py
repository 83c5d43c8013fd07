"""The bodies of the routes of friends."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel


class FriendAnswer(BaseModel):
    """Another player: a friend, one who was asked or who asks, or one who is blocked."""

    username: str
    standing: Literal["friends", "asked", "asks", "blocked"]
    since: datetime
    online: bool


class FriendsAnswer(BaseModel):
    """All of them, in order of name; of friends alone it is told whether they are here."""

    friends: list[FriendAnswer]


class StandingAnswer(BaseModel):
    """What the two are now: `friends`, `asked` or `none`."""

    standing: str
