"""Round robin, and heats."""

from __future__ import annotations

from shared.games.tournament.pairing.played import Fixture, History, Played, Standing, ranked
from shared.games.tournament.pairing.swiss import Table

FINAL = 1 << 20


def round_robin(history: History) -> tuple[list[Fixture], Standing]:
    """Return the next round, and the standing: everybody meets everybody once, by Berger tables.

    An entrant whose opponent has left has a bye.
    """
    standing = Table(history).standing()
    size = history.entrants + history.entrants % 2
    number = len(history.rounds) + 1
    if number >= size or len(history.left) < 2:  # noqa: PLR2004 - a pair
        return [], standing
    turned = list(range(1, size))
    turned = [0, *turned[1 - number :], *turned[: 1 - number]]
    pairs = [(turned[index], turned[-1 - index]) for index in range(size // 2)]
    left = set(history.left)
    sides = [tuple(sorted(each for each in pair if each in left)) for pair in pairs]
    met = [each for pair, each in zip(pairs, sides, strict=True) if max(pair) < history.entrants]
    return [
        Fixture(f"T{number}.{index}", each) for index, each in enumerate(filter(None, met))
    ], standing


def heats(history: History, size: int, advance: int) -> tuple[list[Fixture], Standing]:
    """Return the next heats, and the standing: the first of each heat advance.

    Heats are as even as possible: the seeds are dealt out back and forth.
    """
    scores: dict[int, tuple[float, ...]] = dict.fromkeys(range(history.entrants), (0, 0))
    pool = list(range(history.entrants))
    for number, played in enumerate(history.rounds, 1):
        is_final = len(played) == 1
        for heat in played:
            places = dict(zip(heat.sides, heat.places, strict=True))
            scores |= {who: (number, -place) for who, place in places.items()}
        pool = [] if is_final else sorted(who for heat in played for who in _first(heat, advance))
    pool = [each for each in pool if each not in history.gone]
    if len(pool) == 1:
        scores[pool[0]] = (FINAL, 0)
        pool = []
    number = len(history.rounds) + 1
    dealt = _dealt(pool, -(-len(pool) // size))
    return [Fixture(f"H{number}.{index}", each) for index, each in enumerate(dealt)], ranked(scores)


def _first(heat: Played, advance: int) -> list[int]:
    """Return those who advance; nobody does from a heat to which nobody came."""
    if 1 not in heat.places:
        return []
    order = sorted(zip(heat.places, heat.sides, strict=True))
    return [who for _, who in order[:advance]]


def _dealt(pool: list[int], count: int) -> list[tuple[int, ...]]:
    dealt: list[list[int]] = [[] for _ in range(count)]
    for index, each in enumerate(pool):
        row, place = divmod(index, count)
        dealt[place if row % 2 == 0 else count - 1 - place].append(each)
    return [tuple(each) for each in dealt]
