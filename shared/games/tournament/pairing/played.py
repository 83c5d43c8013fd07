"""Input and output of pairing: entrants are numbers, and the best seed is 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

type Sides = tuple[int, ...]

NOBODY = -1
"""Marks an empty place: a bye, or a match that nobody won."""


class Fixture(Struct, frozen=True):
    """A match to be played; its key is its place in the tournament, such as `W2.0`."""

    key: str
    sides: Sides


class Played(Struct, frozen=True):
    """A match with the place of each side, from 1; equal places are a draw.

    If no side has place 1, nobody won. A bye is a match of one side, which has place 1.
    """

    key: str
    sides: Sides
    places: tuple[int, ...]

    @property
    def winner(self) -> int:
        """Return who advances: of several on place 1 the best seed."""
        first = [side for side, place in zip(self.sides, self.places, strict=True) if place == 1]
        return min(first, default=NOBODY)


class History(Struct, frozen=True):
    """The rounds played so far, in order, and the entrants who have left."""

    entrants: int
    rounds: Sequence[Sequence[Played]] = ()
    gone: frozenset[int] = frozenset()

    @property
    def left(self) -> list[int]:
        """Return the entrants who have not left, best seed first."""
        return [each for each in range(self.entrants) if each not in self.gone]

    def by_key(self) -> Mapping[str, Played]:
        return {each.key: each for played in self.rounds for each in played}


type Standing = list[list[int]]
"""Entrants from the first place on; equal entrants share a place."""


def ranked(scores: Mapping[int, tuple[float, ...]]) -> Standing:
    """Return the highest score first; equal scores share a place, best seed first."""
    standing: Standing = []
    last: tuple[float, ...] | None = None
    for entrant in sorted(scores, key=lambda who: (tuple(-x for x in scores[who]), who)):
        if scores[entrant] != last:
            standing.append([])
        last = scores[entrant]
        standing[-1].append(entrant)
    return standing
