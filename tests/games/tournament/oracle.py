"""Says by other means than pairing who must have won: from what was played alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from shared.games.tournament.pairing.played import Played

type Rounds = Sequence[Sequence[Played]]


def survivors(rounds: Rounds, entrants: int, lives: int, gone: Iterable[int]) -> set[int]:
    """Return who has lost less than so many matches, came to all of them, and has not gone."""
    lost: Counter[int] = Counter()
    for match in (each for played in rounds for each in played):
        best = [side for side, place in zip(match.sides, match.places, strict=True) if place == 1]
        for side in match.sides:
            if not best:
                lost[side] += lives
            elif side != min(best):
                lost[side] += 1
    return {each for each in range(entrants) if lost[each] < lives} - set(gone)


def points(rounds: Rounds, entrants: int) -> list[float]:
    """A win is a point, so is a bye; a draw is half of one."""
    table = [0.0] * entrants
    for match in (each for played in rounds for each in played):
        best = [side for side, place in zip(match.sides, match.places, strict=True) if place == 1]
        for side in best:
            table[side] += 1 / len(best)
    return table


def meetings(rounds: Rounds) -> Counter[frozenset[int]]:
    """Count how often each pair has met."""
    return Counter(
        frozenset(match.sides) for played in rounds for match in played if len(match.sides) > 1
    )


def can_be_new(players: Sequence[int], met: Iterable[frozenset[int]]) -> bool:
    """Whether all players can meet somebody new: by trying every pairing there is."""
    known = set(met)

    def can(left: tuple[int, ...]) -> bool:
        if len(left) <= 1:
            return True
        first, rest = left[0], left[1:]
        return any(
            frozenset((first, other)) not in known
            and can(tuple(each for each in rest if each != other))
            for other in rest
        )

    if len(players) % 2 == 0:
        return can(tuple(players))
    return any(can(tuple(each for each in players if each != bye)) for bye in players)
