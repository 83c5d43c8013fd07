from __future__ import annotations

from pathlib import Path

import pytest

from cli.failure import Failed
from cli.new_game import new_game


def test_a_name_of_its_own(tmp_path: Path) -> None:
    new_game("tarock", tmp_path / "new")
    assert (tmp_path / "new" / "tarock" / "__init__.py").is_file()


@pytest.mark.parametrize("name", ["random", "class", "rumpus", "msgspec", "codebattle"])
def test_a_name_that_python_would_take_for_something_else(name: str, tmp_path: Path) -> None:
    with pytest.raises(Failed, match="has it already"):
        new_game(name, tmp_path / "new")
    assert not (tmp_path / "new").exists()
