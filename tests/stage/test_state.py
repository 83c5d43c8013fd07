"""Where the stage is, is told as a whole."""

from __future__ import annotations

from pathlib import Path

from localstack import state


class TestWrite:
    def test_leaves_a_reader_what_was_there_before(self, tmp_path: Path) -> None:
        folder = tmp_path / "run"
        folder.mkdir()
        state.write(tmp_path, folder, {"pid": 1})
        with (tmp_path / state.NAME).open() as before:
            state.write(tmp_path, folder, {"pid": 2})
            assert '"pid": 1' in before.read()
        assert state.read(tmp_path) == {"folder": str(folder), "pid": 2}

    def test_is_for_its_owner_alone(self, tmp_path: Path) -> None:
        state.write(tmp_path, tmp_path, {"operator_key": "k"})
        assert (tmp_path / state.NAME).stat().st_mode & 0o077 == 0
