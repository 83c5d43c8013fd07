"""Real owners are killed, stopped and ended under load, on real stores: see `drill.py` for more."""

from __future__ import annotations

from pathlib import Path

from tests.journal.drill import drill


class TestOwners:
    def test_lose_and_double_nothing_whatever_becomes_of_them(self, tmp_path: Path) -> None:
        found = drill(tmp_path, stopped_for=1.0, calm=0.5)

        assert (found.lost, found.twice, found.disordered, found.of_zombie) == (0, 0, 0, 0)
        assert (found.busy, found.unshipped) == (0, 0)
        assert found.answered > 100
