"""When a client tries again and when it moves."""

from __future__ import annotations

import pytest

from client.timing import LIFETIME, LONGEST, SLOWEST, SPREAD, Moves, pause


class TestPause:
    def test_grows_up_to_a_limit(self) -> None:
        longest = [pause(failures, 1.0) for failures in range(1, 10)]
        assert longest[:4] == [0.5, 1.0, 2.0, 4.0]
        assert longest[-1] == pause(10_000, 1.0) == SLOWEST

    def test_is_a_part_that_chance_decides(self) -> None:
        assert pause(3, 0.0) == 0
        assert pause(3, 0.5) == 1.0

    @pytest.mark.parametrize(("chance", "seconds"), [(0.0, 8.0), (0.5, 12.0)])
    def test_is_not_before_what_was_asked_for(self, chance: float, seconds: float) -> None:
        assert pause(1, chance, retry_after=8) == seconds

    def test_is_any_moment_of_a_time_that_was_given(self) -> None:
        assert [pause(1, chance, within=20) for chance in (0.0, 0.5)] == [0, 10]

    @pytest.mark.parametrize("hint", [10**9, float("inf")])
    def test_heeds_no_hint_for_ever(self, hint: float) -> None:
        assert pause(1, 0.5, retry_after=hint) == LONGEST * 1.5
        assert pause(1, 0.5, within=hint) == LONGEST / 2

    @pytest.mark.parametrize("hint", [-5.0, float("nan")])
    def test_takes_nonsense_for_no_hint(self, hint: float) -> None:
        assert pause(1, 0.5, retry_after=hint) == pause(1, 0.5, within=hint) == 0.25


class TestMoves:
    def test_are_not_due_before_there_is_a_socket(self) -> None:
        assert not Moves(lambda: 0.0).due(10**9)

    @pytest.mark.parametrize(("chance", "at"), [(0.0, LIFETIME), (0.5, LIFETIME - SPREAD / 2)])
    def test_are_due_at_the_end_of_a_lifetime(self, chance: float, at: float) -> None:
        moves = Moves(lambda: chance)
        moves.opened(100)
        assert not moves.due(99 + at)
        assert moves.due(100 + at)
        moves.opened(100 + at)
        assert not moves.due(100 + at)

    def test_are_due_at_a_random_moment_when_asked_for(self) -> None:
        moves = Moves(lambda: 0.5)
        moves.opened(0)
        moves.asked(30, 100)
        assert not moves.due(114)
        assert moves.due(115)

    def test_are_never_put_off_by_being_asked_for_again(self) -> None:
        moves = Moves(lambda: 0.5)
        moves.opened(0)
        moves.asked(10, 0)
        moves.asked(1000, 1)
        assert moves.due(5)

    def test_that_fail_are_due_again_later_and_later(self) -> None:
        moves = Moves(lambda: 0.5)
        moves.opened(0)
        moves.asked(0, 0)
        for failures in (1, 2, 3):
            moves.failed(0)
            assert not moves.due(pause(failures, 0.5) - 0.01)
            assert moves.due(pause(failures, 0.5))

    def test_that_fail_are_not_due_before_the_host_wants_them(self) -> None:
        moves = Moves(lambda: 0.5)
        moves.opened(0)
        moves.failed(0, retry_after=8)
        assert not moves.due(11.9)
        assert moves.due(12)
