"""What a game says of a contest that is over, and a ladder of its ratings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from shared.kernel.facts import Command, Fact
from shared.kernel.rating import Rating

MAY_BE_RATED = "may_be_rated"
"""Reason of a refusal when only the log knows if the contest is new: ask again with `found`."""


class Contest(Struct, frozen=True):
    """A contest of teams in a mode.

    `places` holds each team's place, from 1, and equal ones are draws. A mode has 1 to 24 of a-z,
    A-Z, 0-9, - and _, because it is a part of the season's room name.
    """

    mode: str
    teams: tuple[tuple[str, ...], ...]
    places: tuple[int, ...]
    at: datetime


class Record(Struct, frozen=True):
    """What a player has reached in a season; `at` is the time of the latest contest."""

    rating: Rating
    played: int
    won: int
    at: datetime


class Ladder(Struct, frozen=True):
    """How a game keeps ratings of the contests of other games.

    Attributes:
        season: names the season of a game's mode at a time: a room with one stream per player.
        before: names the season before, if there is one.
        rate: makes the command that rates one player. Its arguments are the contest, the contest's
            name, the player, and what the contest found according to the log, once that was looked
            up.
        rating: returns a player's rating at a time, from the states of its streams of that season
            and of the one before, or None.
        found: returns what the contest of that name found, if the fact is of that contest.
        record: returns what a player has reached, from the state of its stream; None without
            contests.
        games: the games whose contests it rates; if empty, all games that no other ladder names.
    """

    season: Callable[[str, str, datetime], str]
    before: Callable[[str], str | None]
    rate: Callable[[Contest, str, str, Mapping[str, Rating] | None], Command]
    rating: Callable[[Any, Any, datetime], Rating]
    found: Callable[[Fact, str], Rating | None]
    record: Callable[[Any], Record | None]
    games: tuple[str, ...] = ()
