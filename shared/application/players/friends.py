"""Friends: asked for, accepted, ended, blocked, and listed with whether they are online."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from shared.application.players import ports
from shared.kernel.errors import CommandRefused

MOST = 200
"""Maximum friends and open requests of a player together, so that a list is one page."""

type Verb = Literal["ask", "accept", "end", "block", "unblock"]
type Standing = Literal["friends", "asked", "asks", "blocked"]
"""The relation of another player to this one: `asked` by this player, or the one who `asks`."""


class Pair(Struct, frozen=True):
    """Another player, the relation between the two, and its beginning."""

    other: str
    standing: Standing
    at: datetime


class Friends(Protocol):
    """Pairs of players; each method may raise Unavailable."""

    def act(self, verb: Verb, me: str, other: str, now: datetime, most: int) -> str:
        """Change the relation of two players; return `friends`, `asked` or `none`.

        A repeat changes nothing. Raise CommandRefused with `not_asked` if there is no request to
        accept, or with `too_many_friends`.
        """

    def of(self, me: str, most: int) -> Sequence[Pair]:
        """Return a player's pairs, ordered by the other's id, except those who block this one."""


class Ports(ports.Ports, Protocol):
    @property
    def friends(self) -> Friends: ...


class Friend(Struct, frozen=True):
    """A pair as a player sees it; only of friends is it told whether they are online."""

    username: str
    standing: Standing
    since: datetime
    online: bool


def befriend(ports: Ports, me: str, username: str, verb: Verb) -> str:
    """Act on the relation to another player, given by name; return the new relation.

    A blocked player is not told so: its request looks like one without an answer.
    """
    other = ports.players.ids_of([username]).get(username)
    if other is None:
        raise CommandRefused("unknown_player")
    if other == me:
        raise CommandRefused("own_friend")
    found = ports.friends.act(verb, me, other, ports.clock(), MOST)
    return "asked" if verb == "ask" and found == "none" else found


def list_friends(ports: Ports, me: str) -> list[Friend]:
    """Return all friends, requests and blocks of a player, ordered by name."""
    pairs = ports.friends.of(me, 2 * MOST)
    names = ports.players.names_of(each.other for each in pairs)
    here = ports.logins.live(each.other for each in pairs if each.standing == "friends")
    return sorted(
        (
            Friend(names[each.other], each.standing, each.at, each.other in here)
            for each in pairs
            if each.other in names
        ),
        key=lambda friend: friend.username,
    )
