"""Matches from the terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from cli.match.arena import action_of, picture
from tests.cli.host import Host
from tests.memory import OPERATOR_KEY


def rumpus(host: Host, *arguments: str, typed: str = "", key: str = OPERATOR_KEY) -> Result:
    environment = {"RUMPUS_URL": host.url, "RUMPUS_OPERATOR_KEY_VALUE": key, "COLUMNS": "120"}
    return CliRunner().invoke(app, arguments, env=environment, input=typed)


def join(host: Host, match: str, name: str) -> None:
    """Let somebody else join."""
    token = httpx.post(f"{host.url}/v1/guests", json={"username": name}).json()["token"]
    command = {"type": "match.join", "id": "1", "room": match}
    headers = {"Authorization": f"Bearer {token}"}
    answer = httpx.post(f"{host.url}/v1/commands", json=command, headers=headers)
    assert answer.status_code == httpx.codes.OK, answer.text


class TestOpen:
    def test_opens_a_match_for_teams(self, host: Host) -> None:
        done = rumpus(host, "match", "open", "--id", "m1", "--team", "ann", "--team", "bob")
        assert done.exit_code == 0, done.output
        view = json.loads(rumpus(host, "match", "show", "m1", "--json").stdout)
        assert view["plan"]["teams"] == [["ann"], ["bob"]]

    def test_says_what_is_wrong(self, host: Host) -> None:
        done = rumpus(host, "match", "open", "--team", "ann", "--team", "ann")
        assert done.exit_code == 1
        assert "player_twice" in done.stderr


class TestPlay:
    @pytest.mark.usefixtures("home")
    def test_plays_a_match_to_its_end(self, host: Host) -> None:
        rumpus(host, "match", "open", "--id", "m1")
        join(host, "m1", "bob")
        play = ("match", "play", "m1", "--name", "ann", "--items", "bow")
        done = rumpus(host, *play, typed="m 99\nm 99 99\ng\nleave\n")
        assert done.exit_code == 0, done.output
        assert "1. bob" in done.stdout
        assert "2. ann" in done.stdout
        assert "(bad_frame)" in done.stdout

    @pytest.mark.usefixtures("home")
    def test_says_in_a_sentence_that_nobody_answers(self) -> None:
        away = ("--url", "http://127.0.0.1:1")
        for asked in (("match", "play", "m1"), ("notices",)):
            done = CliRunner().invoke(app, [*asked, "--name", "ann", *away])
            assert done.exit_code == 1
            assert done.stderr.startswith(
                "Nobody answers at http://127.0.0.1:1: Connection refused"
            )


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Accounts are kept beneath the home folder."""
    monkeypatch.setenv("HOME", str(tmp_path))


class TestPicture:
    def test_shows_the_viewer_the_others_and_the_fallen(self) -> None:
        one = {"team": 0, "health": 20, "guards": True, "x": 0, "y": 0}
        fighters = [
            {"username": "ann", **one},
            {"username": "bob", **one, "x": 1},
            {"username": "cyd", **one, "x": 2, "health": 0},
        ]
        view: dict[str, Any] = {
            "phase": "fighting",
            "turn": 3,
            "players": ["ann", "bob", "cyd"],
            "fighters": fighters,
            "places": {},
        }
        lines = picture(view, "ann").splitlines()
        assert lines[0] == "fighting · turn 3 · ann, bob, cyd"
        assert lines[4].startswith("@ b x ·")


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ("m 3 4", {"kind": "move", "x": 3, "y": 4}),
        ("s bob", {"kind": "strike", "target": "bob"}),
        ("g", {"kind": "guard"}),
        ("m 3", None),
        ("", None),
    ],
)
def test_a_line_is_an_action_or_nothing(line: str, action: Any) -> None:
    assert action_of(line.split()) == action
