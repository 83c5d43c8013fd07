"""`rumpus check-game` says in a sentence what is wrong with a studio's game."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner

from cli.main import app
from shared.kernel.rules import Scope
from shared.kernel.viewer import Audience
from tests.conformance.sound import Unsound, sound
from tests.games.duel import DUEL, Pick, duel_stream
from tests.memory import START

GAME = "tictac"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from cli.main import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A game as it is first written."""
    at = tmp_path / "own"
    made = CliRunner().invoke(app, ["new-game", GAME, "--at", str(at)])
    assert made.exit_code == 0, made.output
    return at


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / GAME / name
    text = path.read_text()
    assert text.count(old) == 1, (name, old)
    path.write_text(text.replace(old, new))


SPOILT = [
    pytest.param(
        ("show.py", "(Seated, Dealt, Chosen, Played)", "(Seated, Dealt, Chosen)"),
        "message shows the fact RoundPlayed as a Played, and that is none of `events`",
        "is shown Played(cards=",
        id="an event that is not in the manifest",
    ),
    pytest.param(
        ("decide.py", "sat = PlayerSat(command.now,", "sat = PlayerSat(_now(),"),
        "it asks a clock or draws chance. Take the time from `command.now`",
        "decide.py: datetime.now: take the time from `command.now`",
        id="a clock in decide",
    ),
]


class TestCheckGame:
    def test_passes_what_new_game_writes(self, folder: Path) -> None:
        checked = run("check-game", str(folder))
        assert checked.returncode == 0, checked.stdout
        assert "to be mended" not in checked.stdout
        assert "tests/conformance/test_rules.py ....." in checked.stdout
        assert f"test_{GAME}.py ....." in checked.stdout
        assert "codebattle" not in checked.stdout
        assert max(map(len, checked.stdout.splitlines())) <= 80

    @pytest.mark.parametrize(("changed", "sentence", "more"), SPOILT)
    def test_says_what_to_mend(
        self, folder: Path, changed: tuple[str, str, str], sentence: str, more: str
    ) -> None:
        change(folder, *changed)
        if "_now()" in changed[2]:
            with (folder / GAME / "decide.py").open("a") as decide:
                decide.write("\n\nfrom datetime import datetime, UTC\n")
                decide.write("def _now():\n    return datetime.now(UTC)\n")
        checked = run("check-game", str(folder))
        assert checked.returncode == 1
        _, _, mended = checked.stdout.partition("to be mended")
        said, _, _ = mended.partition("short test summary")
        assert sentence in said, checked.stdout
        assert more in said
        assert said.count("\n- ") <= 2, "one fault is said once, or where it is done as well"
        assert "what fails is said above" in checked.stderr

    def test_says_what_is_wrong_with_a_manifest_before_anything_is_played(
        self, folder: Path
    ) -> None:
        change(folder, "__init__.py", "views=(TableView,)", "views=()")
        checked = run("check-game", str(folder))
        assert checked.returncode == 1
        assert checked.stderr.strip() == "tictac: nobody sees anything: `views` is empty."
        assert not checked.stdout

    def test_needs_a_game(self, tmp_path: Path) -> None:
        checked = CliRunner().invoke(app, ["check-game", str(tmp_path)])
        assert checked.exit_code == 1
        assert "has no game: rumpus new-game NAME" in checked.output


class TestSound:
    """A text is a sequence of texts too: what it was meant for is said."""

    def test_says_that_an_audience_has_a_tuple(self) -> None:
        text: Any = "ann"
        game = sound(replace(DUEL, audience=lambda _: Audience(text)))
        with pytest.raises(Unsound, match=r"^audience .*: return an Audience with a tuple"):
            game.audience(None)

    def test_says_that_a_scope_has_tuples(self) -> None:
        text: Any = duel_stream("d1")
        game = sound(replace(DUEL, scope=lambda _: Scope(text)))
        with pytest.raises(Unsound, match=r"^scope\(Pick\) names streams in no tuple"):
            game.scope(Pick(START, "d1", "ann", 7))

    def test_says_that_streams_of_a_wide_room_are_not_written_together(self) -> None:
        both = Scope((duel_stream("wide-d"), f"{duel_stream('wide-d')}/player/ann"))
        game = sound(replace(DUEL, scope=lambda _: both))
        with pytest.raises(Unsound, match=r"^scope\(Pick\) names several streams to write to in"):
            game.scope(Pick(START, "wide-d", "ann", 7))


class TestNewGame:
    @pytest.mark.parametrize("name", ["X", "a", "1up", "a-b", "account", "codebattle", "tests"])
    def test_refuses_a_name_that_no_game_can_have(self, tmp_path: Path, name: str) -> None:
        made = CliRunner().invoke(app, ["new-game", name, "--at", str(tmp_path / "own")])
        assert made.exit_code == 1
        assert f"{name} can't be the name of a game" in made.output
        assert not (tmp_path / "own").exists()

    def test_refuses_a_folder_that_holds_something(self, tmp_path: Path) -> None:
        (tmp_path / "mine.txt").write_text("mine")
        made = CliRunner().invoke(app, ["new-game", GAME, "--at", str(tmp_path)])
        assert made.exit_code == 1
        assert "is not empty" in made.output
        assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]

    def test_writes_the_name_of_the_game_everywhere(self, folder: Path) -> None:
        texts = [path.read_text() for path in folder.rglob("*") if path.is_file()]
        assert len(texts) > 8
        assert not [each for each in texts if "highcard" in each]

    def test_writes_tests_that_pass(self, folder: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": str(folder)}
        tested = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder / "tests")],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )
        assert tested.returncode == 0, tested.stdout
