"""What pairing is made from and makes: entrants are numbers, the best seed is 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

type Sides = tuple[int, ...]

NOBODY = -1
"""Stands where nobody does: a bye, or a match that nobody won."""


class Fixture(Struct, frozen=True):
    """A match to be played; its key says where in the tournament it is, such as `W2.0`."""

    key: str
    sides: Sides


class Played(Struct, frozen=True):
    """A match with the place of each side, from 1; equal places are a draw.

    Where nobody has place 1, nobody won. A bye is a match of one side, which has place 1.
    """

    key: str
    sides: Sides
    places: tuple[int, ...]

    @property
    def winner(self) -> int:
        """Return who goes on: of several first ones the best seed."""
        first = [side for side, place in zip(self.sides, self.places, strict=True) if place == 1]
        return min(first, default=NOBODY)


class History(Struct, frozen=True):
    """What has been played, a round after the other, and who has gone since."""

    entrants: int
    rounds: Sequence[Sequence[Played]] = ()
    gone: frozenset[int] = frozenset()

    @property
    def left(self) -> list[int]:
        """Those who have not gone, best seed first."""
        return [each for each in range(self.entrants) if each not in self.gone]

    def by_key(self) -> Mapping[str, Played]:
        return {each.key: each for played in self.rounds for each in played}


type Standing = list[list[int]]
"""Entrants from the first place on; those of one place stand together."""


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
