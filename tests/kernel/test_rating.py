"""Ratings agree with the library of the field, and do what players are promised."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from openskill.models import PlackettLuce

from shared.kernel.rating import MU, SIGMA, Rating, new_season, rated, rested, win_chance

ORACLE = PlackettLuce()


def oracle(teams: list[list[Rating]], places: list[int]) -> list[list[Rating]]:
    asked = [[ORACLE.rating(mu=each.mu, sigma=each.sigma) for each in team] for team in teams]
    told = ORACLE.rate(asked, ranks=[float(each) for each in places])
    return [[Rating(each.mu, each.sigma) for each in team] for team in told]


def drawn(chance: Random) -> tuple[list[list[Rating]], list[int]]:
    many = chance.randint(2, 8)
    teams = [
        [
            Rating(chance.gauss(MU, SIGMA), chance.uniform(0.5, 10))
            for _ in range(chance.randint(1, 4))
        ]
        for _ in range(many)
    ]
    return teams, [chance.randint(1, many) for _ in teams]


def test_a_thousand_matches_come_to_what_openskill_says() -> None:
    chance = Random(2026)  # noqa: S311 - the same draws each time
    for _ in range(1000):
        teams, places = drawn(chance)
        for ours, theirs in zip(rated(teams, places), oracle(teams, places), strict=True):
            for one, other in zip(ours, theirs, strict=True):
                assert (one.mu, one.sigma) == pytest.approx((other.mu, other.sigma), abs=1e-6)


def test_whoever_wins_rises_and_whoever_loses_falls() -> None:
    (won,), (lost,) = rated([[Rating()], [Rating()]], [1, 2])
    assert won.mu > MU > lost.mu
    assert won.sigma < SIGMA


def test_a_new_player_is_shown_as_nothing() -> None:
    assert Rating().shown == 0
    assert Rating(30, 2).shown == 2400


def test_a_rest_makes_a_rating_less_certain_and_no_lower() -> None:
    sure = Rating(30, 2)
    assert rested(sure, timedelta(days=6)) == sure
    later = [rested(sure, timedelta(weeks=weeks)) for weeks in (1, 10, 1000)]
    assert [each.mu for each in later] == [30] * 3
    assert 2 < later[0].sigma < later[1].sigma < later[2].sigma == SIGMA


def test_a_new_season_brings_all_nearer_together_and_keeps_their_order() -> None:
    good, better = new_season(Rating(30, 2)), new_season(Rating(40, 2))
    assert (good.mu, better.mu) == (27.5, 32.5)
    assert 2 < good.sigma < SIGMA


def test_the_better_team_is_the_favourite() -> None:
    assert win_chance([Rating()], [Rating()]) == 0.5
    even = [Rating(30, 2), Rating(20, 2)]
    assert win_chance(even, [Rating(25, 2)] * 2) == 0.5
    assert win_chance([Rating(35, 2)], [Rating(25, 2)]) > 0.9
