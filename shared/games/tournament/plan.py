"""The settings of a tournament, and its streams."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from math import ceil, log2
from typing import Annotated, Literal

from msgspec import Meta, Struct

from shared.kernel.names import room_stream

NAME = "tournament"
ROUND = "round"
"""The kind of the rounds' streams."""

FEWEST, MOST = 2, 4096
"""Minimum and maximum number of entrants."""

MOST_ROUND_ROBIN = 64
LONGEST_ID = 40
"""Maximum characters of a tournament's id, since its matches' rooms are named after it."""

SECTION = 128
"""Maximum matches in one stream: a larger round has several, which bounds the size of items."""

SEEDED_WITHIN = timedelta(minutes=5)
"""Time within which ratings must come; after it an entrant without one counts as a new player."""

type Format = Literal["single", "double", "swiss", "round_robin", "heats", "season"]
type Minutes = Annotated[int, Meta(ge=1, le=7 * 24 * 60)]


class Plan(Struct, frozen=True):
    """Settings of a tournament, given by an operator.

    Attributes:
        most: maximum number of entrants.
        check_in_minutes: minutes before the start in which entrants must check in; 0: no check-in.
        round_minutes: maximum duration of a round. Players without a result then are no-shows.
        dispute_minutes: minutes after a round's last result in which results may be disputed.
        rounds: rounds of a Swiss tournament; 0: as many as leave one player undefeated.
        heat, advance: number of players in a heat, and how many of them advance.
        game: the game whose matches decide; empty: operators enter the results.
        ladder: the game's mode whose ratings seed the entrants, and rank a season; empty: seeded
            by order of registration.
        prizes: prize of each place, from the first on, in the minor units of `currency`.
    """

    title: Annotated[str, Meta(min_length=1, max_length=100)]
    format: Format = "single"
    most: Annotated[int, Meta(ge=FEWEST, le=MOST)] = 64
    check_in_minutes: Annotated[int, Meta(ge=0, le=24 * 60)] = 0
    round_minutes: Minutes = 30
    dispute_minutes: Annotated[int, Meta(ge=0, le=24 * 60)] = 0
    rounds: Annotated[int, Meta(ge=0, le=24)] = 0
    heat: Annotated[int, Meta(ge=2, le=16)] = 8
    advance: Annotated[int, Meta(ge=1, le=8)] = 2
    game: Annotated[str, Meta(max_length=32)] = ""
    ladder: Annotated[str, Meta(max_length=32)] = ""
    prizes: Annotated[tuple[Annotated[int, Meta(ge=0, lt=2**53)], ...], Meta(max_length=64)] = ()
    currency: Annotated[str, Meta(max_length=32)] = ""

    def rounds_of(self, entrants: int) -> int:
        return self.rounds or max(1, ceil(log2(max(2, entrants))))


SHOWN = 64
"""Maximum entrants in a view and in a stored standing: a frame is no longer than 128 KB."""


class PastRound(Struct, frozen=True):
    """A finished round, and its number of sections."""

    number: int
    sections: int


def first[T](places: Sequence[Sequence[T]], most: int) -> tuple[tuple[T, ...], ...]:
    """Return the first places, with at most so many players."""
    shown: list[tuple[T, ...]] = []
    for place in places:
        room = most - sum(map(len, shown))
        if room <= 0:
            break
        shown.append(tuple(place[:room]))
    return tuple(shown)


def tournament_stream(tournament: str) -> str:
    return room_stream(NAME, tournament)


def section_key(number: int, part: int) -> str:
    return f"{number}-{part}"


def section_stream(tournament: str, number: int, part: int) -> str:
    return f"{tournament_stream(tournament)}/{ROUND}/{section_key(number, part)}"


_MATCH = re.compile(r"(.+)-([1-9][0-9]{0,5})-(0|[1-9][0-9]{0,3})")


def match_room(tournament: str, number: int, index: int) -> str:
    """Name the room of a match."""
    return f"{tournament}-{number}-{index}"


def parse_match(room: str) -> tuple[str, int, int] | None:
    """Return tournament, round and index of a match by its room's name."""
    found = _MATCH.fullmatch(room)
    return (found[1], int(found[2]), int(found[3])) if found else None
