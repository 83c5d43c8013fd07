"""The tree of code that is deployed when a studio has games of its own."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cdk.config import RefusedConfiguration
from cdk.context import config_for
from cli.main import app
from layers import tree as layer
from layers.tree import KEPT, ROOT, BadGame, tree
from shared.games.studio import studio_games
from shared.kernel.check_manifest import BadManifest

STUDIO = Path("shared", "games", "studio")


def written(at: Path, name: str) -> Path:
    made = CliRunner().invoke(app, ["new-game", name, "--at", str(at / name)])
    assert made.exit_code == 0, made.output
    return at / name


@pytest.fixture(autouse=True)
def trees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The trees of these tests are kept apart from those of the repository."""
    monkeypatch.setattr(layer, "TREES", tmp_path / "trees")
    return tmp_path / "trees"


class TestTree:
    def test_is_the_repository_without_games(self, trees: Path) -> None:
        assert tree([]) == ROOT
        assert not trees.exists()

    def test_has_both_games_and_no_tests(self, tmp_path: Path) -> None:
        made = tree([written(tmp_path, "go"), written(tmp_path, "ludo")])
        assert sorted(each.name for each in (made / STUDIO).iterdir()) == ["go", "ludo"]
        assert (made / "shared" / "games" / "catalogue.py").is_file()
        assert (made / "Dockerfile").is_file()
        assert not [*made.rglob("tests"), *made.rglob("__pycache__")]

    def test_is_named_by_its_content(self, tmp_path: Path) -> None:
        folder = written(tmp_path, "go")
        first = tree([folder])
        assert tree([folder]) == first
        facts = folder / "go" / "facts.py"
        facts.write_text(facts.read_text() + "\n")
        assert tree([folder]) != first
        assert first.exists()

    def test_is_that_of_a_faster_process_with_the_same_content(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = written(tmp_path, "go")
        faster: list[Path] = []

        def check_slowly(*_: object) -> None:
            monkeypatch.undo()
            monkeypatch.setattr(layer, "TREES", tmp_path / "trees")
            faster.append(tree([folder]))

        monkeypatch.setattr(layer, "_check", check_slowly)
        assert [tree([folder])] == faster

    def test_forgets_the_trees_that_were_used_longest_ago(
        self, tmp_path: Path, trees: Path
    ) -> None:
        trees.mkdir()
        for age in range(KEPT + 2):
            (trees / f"old{age}").mkdir()
            os.utime(trees / f"old{age}", (1000 - age, 1000 - age))
        made = tree([written(tmp_path, "go")])
        kept = {f"old{age}" for age in range(KEPT - 1)}
        assert {each.name for each in trees.iterdir()} == {made.name, *kept}

    def test_refuses_a_folder_without_a_game(self, tmp_path: Path) -> None:
        with pytest.raises(BadGame, match=r"has no game: rumpus new-game NAME --at"):
            tree([tmp_path])

    @pytest.mark.parametrize(
        ("old", "new", "sentence"),
        [
            ("views=(TableView,)", "views=()", "go: nobody sees anything: `views` is empty."),
            ("GAME = Game(", "PLAY = Game(", "go: the package has no GAME that is a rumpus.Game."),
        ],
    )
    def test_refuses_a_game_that_is_not_whole(
        self, tmp_path: Path, trees: Path, old: str, new: str, sentence: str
    ) -> None:
        folder = written(tmp_path, "go")
        manifest = folder / "go" / "__init__.py"
        manifest.write_text(manifest.read_text().replace(old, new))
        with pytest.raises(BadGame) as refused:
            tree([folder])
        assert str(refused.value) == sentence
        assert list(trees.iterdir()) == []

    def test_shows_where_an_import_failed_in_the_own_files(
        self, tmp_path: Path, trees: Path
    ) -> None:
        rules = written(tmp_path, "go") / "go" / "decide.py"
        rules.write_text("def scope()\n")
        with pytest.raises(BadGame, match="it can't be imported") as refused:
            tree([rules.parents[1]])
        assert f'File "{rules}", line 1' in str(refused.value)
        assert str(trees) not in str(refused.value)


class TestContext:
    def test_takes_folders_of_games(self, tmp_path: Path, trees: Path) -> None:
        folders = [written(tmp_path, name) for name in ("go", "ludo")]
        config = config_for("dev", {"games": ", ".join(map(str, folders))})
        assert config.tree.parent == trees
        assert config_for("dev", {}).tree == ROOT

    def test_refuses_a_folder_without_a_game(self, tmp_path: Path) -> None:
        with pytest.raises(RefusedConfiguration, match=r"The games can't be deployed\. .* no game"):
            config_for("dev", {"games": str(tmp_path)})


class TestStudioGames:
    def test_are_the_games_of_the_packages(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "path", [*sys.path])
        for name in ("reversi", "shogi"):
            shutil.copytree(written(tmp_path, name) / name, tmp_path / "studio" / name)
        assert [game.name for game in studio_games(tmp_path / "studio")] == ["reversi", "shogi"]

    def test_are_none_without_the_folder(self, tmp_path: Path) -> None:
        assert list(studio_games(tmp_path / "studio")) == []

    def test_refuses_a_package_without_a_game(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "path", [*sys.path])
        (tmp_path / "nogame").mkdir()
        (tmp_path / "nogame" / "__init__.py").write_text("GAME = 1\n")
        with pytest.raises(BadManifest, match=r"nogame: the package has no GAME"):
            list(studio_games(tmp_path))
