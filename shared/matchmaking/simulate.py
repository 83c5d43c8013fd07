"""Simulates a queue with a random crowd, to measure its settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import log

from msgspec import Struct
from msgspec.structs import replace

from shared.kernel.matchmaking import MatchQueue
from shared.kernel.rating import MU, SIGMA, Rating, win_chance
from shared.matchmaking.find import PAIR, find
from shared.matchmaking.party import Party, Teams
from shared.matchmaking.substitute import Vacancy, substitute

type Chance = Callable[[], float]
"""Returns random numbers from 0 to 1."""

SURE = 1.5
"""The sigma of the crowd's ratings, that of players who have played for a while."""

FILL = 60.0
"""Seconds within which a place may be filled: three rounds of twenty."""

PARTIES = (0.70, 0.88, 0.95, 1.0)
"""Probability that a party has up to one, two, three or four players."""


class Figures(Struct, frozen=True):
    """Seconds of waiting, the favourite's chance to win, and milliseconds of the longest ticks.

    `left` counts matches that a player has left; `filled` of them were filled, with that chance of
    their favourites.
    """

    parties: int
    matched: int
    matches: int
    wait_p50: float
    wait_p99: float
    wait_max: float
    favourite: float
    favourite_p95: float
    tick_p50_ms: float
    tick_p99_ms: float
    left: int = 0
    filled: int = 0
    favourite_filled: float = 0.0


class Crowd(Struct, frozen=True):
    """Parties that come each second, for a number of seconds.

    In a share of matches, from 0 to 1, a player `leaves` at once, whose place is empty for `FILL`
    seconds.
    """

    per_second: float = 20.0
    seconds: int = 600
    alone: bool = False
    leaves: float = 0.0


def simulate(
    queue: MatchQueue, crowd: Crowd, chance: Chance, clock: Callable[[], float]
) -> Figures:
    """Let a crowd arrive and wait; a tick each second makes matches. `clock` returns seconds."""
    waiting: dict[tuple[str, ...], Party] = {}
    gone = _Gone(queue, crowd.leaves, chance)
    waits: list[float] = []
    fair: list[float] = []
    ticks: list[float] = []
    coming = list(arrivals(queue, crowd, chance))
    arrived = 0
    for now in range(1, crowd.seconds + 1):
        while arrived < len(coming) and coming[arrived].born <= now:
            waiting[coming[arrived].players] = coming[arrived]
            arrived += 1
        began = clock()
        waits += [now - waiting.pop(each).born for each in gone.fill(waiting.values(), now)]
        made = list(find(waiting.values(), queue, now))
        ticks.append((clock() - began) * 1000)
        for teams in made:
            fair.append(favourite(teams))
            gone.leave(teams, now)
            met = [each.players for team in teams for each in team]
            waits += [now - waiting.pop(each).born for each in met]
    figures = _figures(len(coming), waits, fair, ticks)
    return replace(
        figures,
        left=gone.left,
        filled=len(gone.filled),
        favourite_filled=sum(gone.filled) / (len(gone.filled) or 1),
    )


class _Gone:
    """Matches that a player has left, and the players who take the places."""

    def __init__(self, queue: MatchQueue, share: float, chance: Chance) -> None:
        self._queue, self._share, self._chance = queue, share, chance
        self._empty: list[tuple[Vacancy, list[Rating], list[Rating]]] = []
        self.left = 0
        self.filled: list[float] = []

    def leave(self, teams: Teams, now: float) -> None:
        """Let the first player of the first team leave, in a share of the matches of two teams."""
        if self._share and len(teams) == PAIR and self._chance() < self._share:
            (who, *rest), others = (
                [each for party in team for each in party.ratings] for team in teams
            )
            even = sum(each.mu for each in others) - sum(each.mu for each in rest)
            self._empty.append((Vacancy(who.mu, even, now), rest, others))
            self.left += 1

    def fill(self, waiting: Iterable[Party], now: float) -> Iterator[tuple[str, ...]]:
        """Yield the players chosen for places."""
        pool = {each.players: each for each in waiting} if self._empty else {}
        still = []
        for vacancy, rest, others in self._empty:
            found = substitute(vacancy, pool.values(), self._queue, now)
            if found is not None:
                del pool[found.players]
                self.filled.append(_favourite([*rest, *found.ratings], others))
                yield found.players
            elif now - vacancy.born < FILL:
                still.append((vacancy, rest, others))
        self._empty = still


def arrivals(queue: MatchQueue, crowd: Crowd, chance: Chance) -> Iterator[Party]:
    """Yield parties in order of their arrival."""
    at, number = 0.0, 0
    while (at := at - log(1 - chance()) / crowd.per_second) < crowd.seconds:
        drawn = chance()
        many = 1 + sum(drawn > each for each in PARTIES[: queue.size - 1])
        names = tuple(f"p{number}-{each}" for each in range(1 if crowd.alone else many))
        number += 1
        yield Party(names, tuple(Rating(_skill(chance), SURE) for _ in names), at)


def favourite(teams: Teams) -> float:
    """Return the best team's chance against the worst one: with two teams, the favourite's."""
    return _favourite(*([each for party in team for each in party.ratings] for team in teams))


def _favourite(*teams: list[Rating]) -> float:
    ordered = sorted(teams, key=lambda team: sum(each.mu for each in team))
    return win_chance(ordered[-1], ordered[0])


def _skill(chance: Chance) -> float:
    """Return a nearly normally distributed skill: a sum of twelve numbers from 0 to 1."""
    return MU + SIGMA * (sum(chance() for _ in range(12)) - 6)


def _figures(parties: int, waits: list[float], fair: list[float], ticks: list[float]) -> Figures:
    return Figures(
        parties,
        len(waits),
        len(fair),
        quantile(waits, 0.5),
        quantile(waits, 0.99),
        quantile(waits, 1),
        sum(fair) / (len(fair) or 1),
        quantile(fair, 0.95),
        quantile(ticks, 0.5),
        quantile(ticks, 0.99),
    )


def quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
