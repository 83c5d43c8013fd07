"""Real writers are killed and stopped under load, on a real store: see `drill.py` for more."""

from __future__ import annotations

from pathlib import Path

from tests.journal.drill import Drill
from tests.ports.log_stores import ministack


class TestWriters:
    def test_lose_nothing_when_one_is_killed_and_one_stops_and_wakes(self, tmp_path: Path) -> None:
        with ministack(tmp_path) as endpoint:
            found = Drill(endpoint).run(pause=1.0, calm=0.5)

        assert (found.lost, found.twice, found.disordered, found.of_zombie) == (0, 0, 0, 0)
        assert found.answered > 100
