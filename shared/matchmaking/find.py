"""Finds matches among waiting parties."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations
from math import inf

from shared.kernel.matchmaking import MatchQueue
from shared.matchmaking.party import Party, Teams, window_of

PAIR = 2

EVEN = 0.25
"""Distance of a team's summed ratings from half of all below which nobody notices it."""

MOST_TRIED = 8
"""Maximum parties for which all splits into two teams are tried: 35 splits for eight."""


def find(parties: Collection[Party], queue: MatchQueue, now: float) -> Iterator[Teams]:
    """Yield matches, with each party in one at most; the longest waiting parties come first.

    Around a party the nearest by rating are added, as long as it accepts them and each of them
    accepts all others. No party is refused for having come later: only the time of waiting counts.
    """
    skills = {each.players: each.mu for each in parties if each.size <= queue.size}
    pool = sorted(
        (each for each in parties if each.players in skills),
        key=lambda each: (skills[each.players], each.born, each.players),
    )
    search = _Search(pool, [skills[each.players] for each in pool], queue, now)
    for place in sorted(range(len(pool)), key=lambda each: (pool[each].born, pool[each].players)):
        if not search.used[place] and (teams := search.around(place)):
            yield teams


class _Search:
    """The pool sorted by rating; from a used place, `left` and `right` lead to the next free one.

    `left` is shifted by one, so that its end is 0.
    """

    def __init__(
        self, pool: Sequence[Party], mu: list[float], queue: MatchQueue, now: float
    ) -> None:
        self.pool, self.queue = pool, queue
        self.sizes = [each.size for each in pool]
        self.mu = mu
        self.windows = [window_of(queue, each, now) for each in pool]
        self.used = bytearray(len(pool))
        self.left = list(range(len(pool) + 1))
        self.right = list(range(len(pool) + 1))

    def around(self, place: int) -> Teams | None:
        chosen = self._nearest(place)
        if sum([self.sizes[each] for each in chosen]) < self.queue.players:
            return None
        teams = split([self.pool[each] for each in chosen], self.queue.teams, self.queue.size)
        if teams is not None:
            for each in chosen:
                self.used[each] = 1
                self.left[each + 1] = each
                self.right[each] = each + 1
        return teams

    def _nearest(self, place: int) -> list[int]:
        """Return places of parties that accept each other, as soon as they have enough players."""
        mu, window, need = self.mu, self.windows, self.queue.players - self.sizes[place]
        chosen, low, high, narrowest = [place], mu[place], mu[place], window[place]
        left, right = self._free_left(place - 1), self._free_right(place + 1)
        while need and (left >= 0 or right < len(mu)):
            below = mu[place] - mu[left] if left >= 0 else inf
            above = mu[right] - mu[place] if right < len(mu) else inf
            if min(below, above) > window[place]:
                break
            if below <= above:
                here, left = left, self._free_left(left - 1)
            else:
                here, right = right, self._free_right(right + 1)
            lowest, highest = min(low, mu[here]), max(high, mu[here])
            least = min(narrowest, window[here])
            if self.sizes[here] <= need and highest - lowest <= 2 * least:
                chosen.append(here)
                need -= self.sizes[here]
                low, high, narrowest = lowest, highest, least
        return chosen

    def _free_left(self, place: int) -> int:
        """Return the nearest free place at or below, shortening paths on the way."""
        return _root(self.left, place + 1) - 1

    def _free_right(self, place: int) -> int:
        return _root(self.right, place)


def _root(to: list[int], at: int) -> int:
    """Follow a path to its root, which points at itself."""
    end = at
    while to[end] != end:
        end = to[end]
    while to[at] != end:
        to[at], at = end, to[at]
    return end


def split(parties: Sequence[Party], teams: int, size: int) -> Teams | None:
    """Return the most even teams of equal size, with whole parties; None if the sizes don't fit."""
    if teams == PAIR and len(parties) <= MOST_TRIED:
        return _best_of_two(parties, size)
    return _greedy(parties, teams, size)


def _best_of_two(parties: Sequence[Party], size: int) -> Teams | None:
    """Return the best split with the first party in the first team, trying all that may join it."""
    weights = [_weight(each) for each in parties]
    sizes = [each.size for each in parties]
    room, half = size - sizes[0], sum(weights) / 2 - weights[0]
    best, least = None, inf
    for many in range(min(room, len(parties) - 1) + 1):
        for some in combinations(range(1, len(parties)), many):
            if least < EVEN:
                break
            gap = abs(sum([weights[each] for each in some]) - half)
            if gap < least and sum([sizes[each] for each in some]) == room:
                best, least = (0, *some), gap
    if best is None:
        return None
    others = [place for place in range(len(parties)) if place not in best]
    return tuple(parties[place] for place in best), tuple(parties[place] for place in others)


def _greedy(parties: Sequence[Party], teams: int, size: int) -> Teams | None:
    """Assign the largest parties first, then the best; each to the weakest team that has room."""
    made: list[list[Party]] = [[] for _ in range(teams)]
    room, weight = [size] * teams, [0.0] * teams
    for party in sorted(parties, key=lambda each: (-each.size, -each.mu, each.players)):
        fitting = [team for team in range(teams) if room[team] >= party.size]
        if not fitting:
            return None
        team = min(fitting, key=lambda each: (weight[each] / (size - room[each] or 1), each))
        made[team].append(party)
        room[team] -= party.size
        weight[team] += _weight(party)
    return tuple(map(tuple, made))


def _weight(party: Party) -> float:
    return sum(each.mu for each in party.ratings)
