"""Ratings of players, from the places of teams: Weng and Lin's method for the Plackett-Luce model.

"A Bayesian Approximation Method for Online Ranking", Journal of Machine Learning Research 12
(2011), algorithm 4. The tests compare it with the library openskill.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from math import exp, hypot, sqrt

from msgspec import Struct

MU = 25.0
SIGMA = MU / 3
BETA = SIGMA / 2
"""How far chance moves a player's performance in one match."""

TAU = MU / 300
"""Uncertainty that a match adds, so that no rating is settled for ever."""

TAU_A_WEEK = MU / 60
"""Uncertainty that a week without a match adds.

After a year a rating is nearly as open as a new one.
"""

_LEAST = 0.0001
_WEEK = timedelta(weeks=1)


class Rating(Struct, frozen=True):
    """A player's skill as a normal distribution."""

    mu: float = MU
    sigma: float = SIGMA

    @property
    def shown(self) -> int:
        """The number that a board shows: the skill that is all but certain, rounded, from 0."""
        return max(0, round(100 * (self.mu - 3 * self.sigma)))


type Team = Sequence[Rating]


def rated(teams: Sequence[Team], places: Sequence[int]) -> list[list[Rating]]:
    """Return the ratings after a match, in the order of the teams; equal places are draws."""
    spread = [[hypot(each.sigma, TAU) for each in team] for team in teams]
    mu = [sum(each.mu for each in team) for team in teams]
    variance = [sum(sigma * sigma for sigma in team) for team in spread]
    c = sqrt(sum(variance) + len(teams) * BETA * BETA)
    strength = [exp(each / c) for each in mu]
    after = []
    for i, team in enumerate(teams):
        omega, delta = _surprise(strength, places, i)
        gain, shrink = omega / c, delta * sqrt(variance[i]) / c**3
        after.append(
            [
                Rating(
                    each.mu + sigma * sigma * gain,
                    sigma * sqrt(max(1 - sigma * sigma * shrink, _LEAST)),
                )
                for each, sigma in zip(team, spread[i], strict=True)
            ]
        )
    return after


def _surprise(strength: Sequence[float], places: Sequence[int], i: int) -> tuple[float, float]:
    """Return how much better than expected a team did, and how much that result tells."""
    omega = delta = 0.0
    for q, place in enumerate(places):
        if place <= places[i]:
            behind = [each for each, at in zip(strength, places, strict=True) if at >= place]
            share, ties = strength[i] / sum(behind), places.count(place)
            omega += ((q == i) - share) / ties
            delta += share * (1 - share) / ties
    return omega, delta


def rested(rating: Rating, away: timedelta) -> Rating:
    """Return a rating after a time without a match: the same mean, less certain by whole weeks."""
    weeks = max(0, away // _WEEK)
    return Rating(rating.mu, min(SIGMA, hypot(rating.sigma, TAU_A_WEEK * sqrt(weeks))))


def new_season(rating: Rating) -> Rating:
    """Return the rating at the start of a season: halfway to the mean, and half as certain."""
    return Rating((rating.mu + MU) / 2, min(SIGMA, hypot(rating.sigma, SIGMA / 2)))


def win_chance(one: Team, other: Team) -> float:
    """Return the chance that the first of two teams wins."""
    spread = sum(each.sigma**2 for each in (*one, *other)) + (len(one) + len(other)) * BETA**2
    gap = sum(each.mu for each in one) - sum(each.mu for each in other)
    return 1 / (1 + exp(-1.702 * gap / sqrt(spread)))
