"""The effects that a fact asks of the host: rooms, notices, ratings, commands of other streams.

Effects follow from a fact alone, so carrying them out again does the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from shared.kernel.contest import Contest
from shared.kernel.facts import Command, Fact
from shared.kernel.rating import Rating


class Notice(Struct, frozen=True):
    """A message for a player's inbox, also while the player is away; each `id` is told once.

    `data` is a flat mapping of JSON values.
    """

    id: str
    kind: str
    data: dict[str, Any] = {}


class Tell(Struct, frozen=True):
    """Puts a notice into a player's inbox."""

    username: str
    notice: Notice


class OpenRoom(Struct, frozen=True):
    """Opens a room of another game for teams, as the matchmaker does.

    Players may come until a time.
    """

    game: str
    room: str
    teams: tuple[tuple[str, ...], ...]
    come_by: datetime


class AskRatings(Struct, frozen=True):
    """Asks for ratings in a mode of a game; `answer` makes the command that takes them."""

    game: str
    mode: str
    usernames: tuple[str, ...]
    answer: Callable[[datetime, Mapping[str, Rating]], Command]


class AskWorn(Struct, frozen=True):
    """Asks for the items that players wear; `answer` makes the command that takes them."""

    usernames: tuple[str, ...]
    answer: Callable[[datetime, Mapping[str, tuple[str, ...]]], Command]


class Seek(Struct, frozen=True):
    """Asks a queue for one player in place of another, until a time.

    `fill` makes the command that seats it. `mates` are the remaining players of the team, `rivals`
    the players whom the team shall be as good as.
    """

    queue: str
    region: str
    instead_of: str
    mates: tuple[str, ...]
    rivals: tuple[str, ...]
    until: datetime
    fill: Callable[[datetime, str], Command]


class Do(Struct, frozen=True):
    """Sends a command of the same game to another stream."""

    command: Callable[[datetime], Command]


type Effect = Tell | OpenRoom | AskRatings | AskWorn | Seek | Do

type Effects = Callable[[Fact, str], Iterable[Effect]]
"""Returns the effects of a fact on a stream."""

type Takes = Callable[[datetime, str, int, Contest | None], Command | None]
"""Makes the command that takes the end of a contest, or None if the game ignores it.

Its arguments are the time, the contest's room, the position of its end, and the contest, which is
None if nobody won.
"""

type Inbox = Callable[[datetime, str, Notice], Command]
"""Makes the command that puts a notice into a player's inbox."""
