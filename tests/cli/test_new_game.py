from __future__ import annotations

from pathlib import Path
from shlex import quote

import pytest

from cli.failure import Failed
from cli.new_game import new_game
from layers.tree import ROOT


def test_a_name_of_its_own(tmp_path: Path) -> None:
    new_game("tarock", tmp_path / "new")
    assert (tmp_path / "new" / "tarock" / "__init__.py").is_file()


def test_says_what_to_type_next_wherever_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    new_game("tarock", Path("my games"))
    folder = f"'{tmp_path}/my games'"
    assert capsys.readouterr().out.splitlines()[1:] == [
        f"  cd {quote(str(ROOT))}",
        f"  .venv/bin/rumpus check-game {folder}",
        f"  make dev GAME={folder}",
    ]


@pytest.mark.parametrize("name", ["random", "class", "rumpus", "msgspec", "codebattle"])
def test_a_name_that_python_would_take_for_something_else(name: str, tmp_path: Path) -> None:
    with pytest.raises(Failed, match="has it already"):
        new_game(name, tmp_path / "new")
    assert not (tmp_path / "new").exists()
