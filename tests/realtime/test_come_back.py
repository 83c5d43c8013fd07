"""A crowd that can't be served at once comes back evenly, without a moment of real time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from random import Random

import pytest

from client.timing import pause
from shared.realtime.come_back import LATEST, SOONEST, Turns, come_back

CROWD = 10_000


def busiest(moments: Iterable[float], first: float, seconds: int) -> float:
    """Return how many come in the fullest second of those, by the mean of all."""
    counted = Counter(int(each - first) for each in moments)
    assert min(counted) >= 0
    assert max(counted) < seconds
    return max(counted.values()) * seconds / counted.total()


class TestClients:
    """`pause` is what both clients' cores do; the transcripts hold them together."""

    @pytest.mark.parametrize("seconds", [2, 10, 60])
    def test_who_were_told_the_same_come_evenly_and_not_before(self, seconds: int) -> None:
        chance = Random(seconds)  # noqa: S311 - a crowd, not a secret
        back = [pause(1, chance.random(), retry_after=seconds) for _ in range(CROWD)]
        assert busiest(back, seconds, seconds) < 2

    @pytest.mark.parametrize("seconds", [2, 10, 60])
    def test_who_were_cut_off_together_come_evenly_within_their_time(self, seconds: int) -> None:
        chance = Random(seconds)  # noqa: S311 - a crowd, not a secret
        back = [pause(1, chance.random(), within=seconds) for _ in range(CROWD)]
        assert busiest(back, 0, seconds) < 2

    def test_would_come_in_one_second_without_the_spread(self) -> None:
        assert busiest([max(10.0, pause(1, 0.5))] * CROWD, 10, 10) == 10


class TestComeBack:
    @pytest.mark.parametrize(("many", "seconds"), [(0, SOONEST), (5000, 5.0), (10**9, LATEST)])
    def test_is_as_long_as_so_many_take_within_bounds(self, many: int, seconds: float) -> None:
        assert come_back(many, 1000) == seconds


class TestTurns:
    def turns(self, seconds: float = 0.01) -> Turns:
        """Return turns of which ten at once take so long: a thousand a second."""
        turns = Turns(10)
        for _ in range(200):
            turns.took(seconds)
        return turns

    def test_a_crowd_that_is_turned_away_at_one_moment_comes_no_faster_than_it_is_taken(
        self,
    ) -> None:
        turns, chance = self.turns(), Random(1)  # noqa: S311 - a crowd, not a secret
        told = [turns.turn_away(0, 0.0) for _ in range(20_000)]
        assert told[-1] == pytest.approx(20, abs=0.1)
        assert all(one <= next_one for one, next_one in pairwise(told))
        back = Counter(int(pause(1, chance.random(), retry_after=each)) for each in told)
        in_the_first_second = back.pop(1)
        assert in_the_first_second < 1500
        assert max(back.values()) < 1000

    def test_those_behind_a_line_come_after_it(self) -> None:
        assert self.turns().turn_away(5000, 0.0) == pytest.approx(5, abs=0.1)

    def test_pass_with_time(self) -> None:
        turns = self.turns()
        for _ in range(5000):
            turns.turn_away(0, 0.0)
        assert turns.turn_away(0, 3.0) == pytest.approx(2, abs=0.1)
        assert turns.turn_away(0, 10.0) == SOONEST

    def test_are_soon_again_after_an_outage(self) -> None:
        turns = self.turns(30)
        assert [turns.turn_away(0, 0.0) for _ in range(5000)][-1] == LATEST
        for _ in range(200):
            turns.took(0.01)
        assert turns.turn_away(0, 1.0) == SOONEST

    def test_are_known_to_be_quick_before_the_first_is_over(self) -> None:
        assert Turns(10).turn_away(0, 0.0) == SOONEST
