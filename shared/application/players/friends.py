"""Friends: asked for, accepted, ended, blocked, and listed with who of them is here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from shared.application.players import ports
from shared.kernel.errors import CommandRefused

MOST = 200
"""Friends and those who were asked, together: so a list is one page."""

type Verb = Literal["ask", "accept", "end", "block", "unblock"]
type Standing = Literal["friends", "asked", "asks", "blocked"]
"""What another is to a player: `asked` by the player, or who `asks`."""


class Pair(Struct, frozen=True):
    """Another player, and what the two are to each other since when."""

    other: str
    standing: Standing
    at: datetime


class Friends(Protocol):
    """Pairs of players; each method may raise Unavailable."""

    def act(self, verb: Verb, me: str, other: str, now: datetime, most: int) -> str:
        """Change what two players are to each other; return `friends`, `asked` or `none`.

        The same again changes nothing. Raise CommandRefused with `not_asked` for an acceptance of
        nothing, or `too_many_friends`.
        """

    def of(self, me: str, most: int) -> Sequence[Pair]:
        """Return a player's pairs, in order of the others' ids; those who block the player not."""


class Ports(ports.Ports, Protocol):
    @property
    def friends(self) -> Friends: ...


class Friend(Struct, frozen=True):
    """A pair as a player sees it; of friends alone it is told whether they are here."""

    username: str
    standing: Standing
    since: datetime
    online: bool


def befriend(ports: Ports, me: str, username: str, verb: Verb) -> str:
    """Do something about another player, by name; return what the two are.

    Who is blocked is not told so: an ask looks as any that is not answered.
    """
    other = ports.players.ids_of([username]).get(username)
    if other is None:
        raise CommandRefused("unknown_player")
    if other == me:
        raise CommandRefused("own_friend")
    found = ports.friends.act(verb, me, other, ports.clock(), MOST)
    return "asked" if verb == "ask" and found == "none" else found


def list_friends(ports: Ports, me: str) -> list[Friend]:
    """Return all friends, asks and blocks of a player, in order of name."""
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
