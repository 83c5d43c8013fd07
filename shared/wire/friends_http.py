"""The bodies of the routes of friends."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel


class FriendAnswer(BaseModel):
    """Another player as the caller sees it: `asked` by the caller, or `asks` the caller.

    `online` is true only for friends.
    """

    username: str
    standing: Literal["friends", "asked", "asks", "blocked"]
    since: datetime
    online: bool


class FriendsAnswer(BaseModel):
    """All friends, requests and blocks of a player, ordered by name."""

    friends: list[FriendAnswer]


class StandingAnswer(BaseModel):
    """The relation of the two players now: `friends`, `asked` or `none`."""

    standing: str
