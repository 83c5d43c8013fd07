"""The queues of a game, in which its players wait for a match."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct

from shared.kernel.facts import Command


class MatchQueue(Struct, frozen=True):
    """How the matches of a mode are made.

    A party is matched with others whose rating is within its window. The window grows while the
    party waits, from `window` by `grows` a second to `widest`. All players must accept a found
    match within `accept_seconds`; with 0 it begins at once. Ratings are those of the mode `ladder`.
    With `fills`, a match that lost a player may ask the queue for another.
    """

    teams: Annotated[int, Meta(ge=2, le=16)] = 2
    size: Annotated[int, Meta(ge=1, le=8)] = 1
    window: Annotated[float, Meta(ge=0)] = 1.0
    grows: Annotated[float, Meta(ge=0)] = 0.75
    widest: Annotated[float, Meta(ge=0)] = 12.0
    accept_seconds: Annotated[int, Meta(ge=0, le=60)] = 0
    ladder: str = ""
    fills: bool = False

    @property
    def players(self) -> int:
        return self.teams * self.size


class Matchmaking(Struct, frozen=True):
    """The queues of a game by mode, and how a match that was found becomes a room.

    `open` makes the command that opens the room: its arguments are the time, the room, a random
    number of 64 bits, and the usernames of each team. `wait` turns that command into one whose
    players may come until a time, as those of a tournament may; without it they have as long as
    matched players. `fill` turns it into one whose places are filled from a queue and a region, for
    queues with `fills`.
    """

    queues: Mapping[str, MatchQueue]
    open: Callable[[datetime, str, int, tuple[tuple[str, ...], ...]], Command]
    wait: Callable[[Any, datetime], Command] | None = None
    fill: Callable[[Any, str, str], Command] | None = None
