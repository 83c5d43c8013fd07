from __future__ import annotations

import pytest

from shared.realtime.load_shedder import EXIT_SECONDS, LEVELS, Load, LoadShedder

QUIET = Load(0.0, 0.0, 0.0)


class TestLoadShedder:
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
        shedder = LoadShedder()
        assert shedder.look(load, 1.0) == (name != "full")
        assert shedder.level.name == name

    def test_goes_up_a_step_at_a_time(self) -> None:
        shedder = LoadShedder()
        shedder.look(Load(9, 1, 0), 0.0)
        names = [shedder.level.name]
        now = 0.0
        while shedder.level.name != "full":
            now += 1
            if shedder.look(QUIET, now):
                names.append(shedder.level.name)
        assert names == [each.name for each in reversed(LEVELS)]
        assert now == EXIT_SECONDS * (len(LEVELS) - 1)

    def test_stays_while_its_bound_is_passed_now_and_then(self) -> None:
        shedder = LoadShedder()
        for now in range(100):
            busy = now % 9 == 0
            shedder.look(Load(0.2 if busy else 0.0, 0, 0), float(now))
            assert shedder.level.name == "slow_boards"

    def test_says_when_the_level_has_changed(self) -> None:
        shedder = LoadShedder()
        assert not shedder.look(QUIET, 0.0)
        assert shedder.look(Load(0.2, 0, 0), 1.0)
        assert not shedder.look(Load(0.2, 0, 0), 2.0)
        assert not shedder.look(QUIET, 11.0)
        assert shedder.look(QUIET, 12.0)
