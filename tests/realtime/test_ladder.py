from __future__ import annotations

import pytest

from shared.realtime.ladder import EXIT_SECONDS, LEVELS, Ladder, Load

QUIET = Load(0.0, 0.0, 0.0)


class TestLadder:
    @pytest.mark.parametrize(
        ("load", "name"),
        [
            (QUIET, "full"),
            (Load(0.14, 0.24, 249), "full"),
            (Load(0.15, 0, 0), "slow_boards"),
            (Load(0, 0, 250), "slow_boards"),
            (Load(0, 0.5, 0), "polled_boards"),
            (Load(0, 0, 10_000), "polled_boards"),
            (Load(0.8, 0, 0), "alerts_only"),
            (Load(0, 0.95, 0), "read_only"),
        ],
    )
    def test_goes_down_at_once_as_far_as_it_must(self, load: Load, name: str) -> None:
        ladder = Ladder()
        assert ladder.look(load, 1.0) == (name != "full")
        assert ladder.level.name == name

    def test_goes_up_a_step_at_a_time(self) -> None:
        ladder = Ladder()
        ladder.look(Load(9, 1, 0), 0.0)
        names = [ladder.level.name]
        now = 0.0
        while ladder.level.name != "full":
            now += 1
            if ladder.look(QUIET, now):
                names.append(ladder.level.name)
        assert names == [each.name for each in reversed(LEVELS)]
        assert now == EXIT_SECONDS * (len(LEVELS) - 1)

    def test_stays_while_its_bound_is_passed_now_and_then(self) -> None:
        ladder = Ladder()
        for now in range(100):
            busy = now % 9 == 0
            ladder.look(Load(0.2 if busy else 0.0, 0, 0), float(now))
            assert ladder.level.name == "slow_boards"

    def test_says_when_the_level_has_changed(self) -> None:
        ladder = Ladder()
        assert not ladder.look(QUIET, 0.0)
        assert ladder.look(Load(0.2, 0, 0), 1.0)
        assert not ladder.look(Load(0.2, 0, 0), 2.0)
        assert not ladder.look(QUIET, 11.0)
        assert ladder.look(QUIET, 12.0)
