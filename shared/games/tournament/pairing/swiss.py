"""Swiss system: everybody plays each round, against an equal if possible, and nobody twice."""

from __future__ import annotations

from collections import Counter
from itertools import chain, groupby

from shared.games.tournament.pairing.matching import NONE, match_all
from shared.games.tournament.pairing.played import Fixture, History, Standing, ranked

WIN, DRAW = 2, 1
"""Points of a win and a draw, in halves."""


def swiss(history: History, rounds: int) -> tuple[list[Fixture], Standing]:
    """Return the next round, and the standing: by points, then Buchholz, Sonneborn-Berger, seed.

    If the number is odd, the last entrant with the fewest byes has a bye.
    """
    table = Table(history)
    standing = table.standing()
    left = set(history.left)
    if len(history.rounds) >= rounds or len(left) < 2:  # noqa: PLR2004 - a pair
        return [], standing
    order = [each for place in standing for each in place if each in left]
    return table.pairs(order, len(history.rounds) + 1), standing


class Table:
    """Everybody's points and opponents."""

    def __init__(self, history: History) -> None:
        self.points = dict.fromkeys(range(history.entrants), 0)
        self._against: dict[int, list[tuple[int, int]]] = {each: [] for each in self.points}
        self._byes: Counter[int] = Counter()
        self._met: set[tuple[int, int]] = set()
        for played in chain.from_iterable(history.rounds):
            if len(played.sides) == 1:
                self._byes[played.sides[0]] += 1
                self.points[played.sides[0]] += WIN
            else:
                self._count(played.sides, played.places)

    def _count(self, sides: tuple[int, ...], places: tuple[int, ...]) -> None:
        one, other = sides
        self._met.add((min(sides), max(sides)))
        for who, against, place in ((one, other, places[0]), (other, one, places[1])):
            won = (WIN if places.count(1) == 1 else DRAW) if place == 1 else 0
            self.points[who] += won
            self._against[who].append((against, won))

    def standing(self) -> Standing:
        """Return the standing: by points, then opponents' points, then beaten opponents' points."""
        scores: dict[int, tuple[float, ...]] = {}
        for who, met in self._against.items():
            buchholz = sum(self.points[each] for each, _ in met)
            beaten = sum(self.points[each] * won for each, won in met)
            scores[who] = (self.points[who], buchholz, beaten)
        return ranked(scores)

    def pairs(self, order: list[int], number: int) -> list[Fixture]:
        """Pair all entrants, the best first; two meet again only if nothing else is left."""
        bye = self._bye(order) if len(order) % 2 else []
        paired = [each for each in self._folded(order) if each not in bye]
        mates = match_all(len(paired), lambda a, b: not self._have_met(paired[a], paired[b]))
        alone = [each for each, mate in enumerate(mates) if mate == NONE]
        for one, other in zip(alone[::2], alone[1::2], strict=True):
            mates[one], mates[other] = other, one
        places = {each: place for place, each in enumerate(order)}
        sides = [(paired[one], paired[mate]) for one, mate in enumerate(mates) if one < mate]
        found = sorted(tuple(sorted(each, key=places.__getitem__)) for each in sides)
        found.sort(key=lambda each: places[each[0]])
        every = [*found, *((each,) for each in bye)]
        return [Fixture(f"S{number}.{index}", each) for index, each in enumerate(every)]

    def _have_met(self, one: int, other: int) -> bool:
        return (min(one, other), max(one, other)) in self._met

    def _bye(self, order: list[int]) -> list[int]:
        """Choose for the bye the last of those with the fewest byes whose bye avoids rematches."""
        fewest = min(self._byes[each] for each in order)
        able = [each for each in reversed(order) if self._byes[each] == fewest]
        return [next((each for each in able if self._fits(order, each)), able[0])]

    def _fits(self, order: list[int], without: int) -> bool:
        rest = [each for each in order if each != without]
        return NONE not in match_all(len(rest), lambda a, b: not self._have_met(rest[a], rest[b]))

    def _folded(self, order: list[int]) -> list[int]:
        """Order equals so that each of the upper half precedes its partner of the lower half."""
        folded: list[int] = []
        for _, group in groupby(order, key=lambda who: self.points[who]):
            same = list(group)
            middle = len(same) // 2
            pairs = zip(same[:middle], same[middle : 2 * middle], strict=True)
            folded += [each for pair in pairs for each in pair] + same[2 * middle :]
        return folded
