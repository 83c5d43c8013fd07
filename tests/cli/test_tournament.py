"""Tournaments and notices from the terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from cli.tournament.bracket import ROUNDS, table, tree
from shared.games.tournament.plan import Format
from tests.cli.host import Host
from tests.memory import OPERATOR_KEY

QUARTER = """\
ann            ┐
               ├ ann            ┐
hal            ┘                │
                                ├ dan
dan            ┐                │
               ├ dan            ┘
eve            ┘"""


def rumpus(host: Host, *arguments: str) -> Result:
    environment = {
        "RUMPUS_URL": host.url,
        "RUMPUS_OPERATOR_KEY_VALUE": OPERATOR_KEY,
        "COLUMNS": "120",
    }
    return CliRunner().invoke(app, arguments, env=environment)


def register(host: Host, tournament: str, name: str) -> None:
    token = httpx.post(f"{host.url}/v1/guests", json={"username": name}).json()["token"]
    command = {"type": "tournament.register", "id": "1", "room": tournament}
    headers = {"Authorization": f"Bearer {token}"}
    answer = httpx.post(f"{host.url}/v1/commands", json=command, headers=headers)
    assert answer.status_code == httpx.codes.OK, answer.text


def match(key: str, *sides: str, places: tuple[int, ...] = (), **more: Any) -> dict[str, Any]:
    return {"key": key, "sides": sides, "places": places, "by": "", "disputed_by": "", **more}


class TestBracket:
    def test_shows_who_stands_where_and_who_goes_on(self) -> None:
        first = (match("W1.0", "ann", "hal", places=(1, 2)), match("W1.1", "dan", "eve"))
        played = [first[0], first[1] | {"places": (1, 2)}]
        drawn = tree([*played, match("W2.0", "ann", "dan", places=(2, 1))], 4)
        assert drawn == QUARTER

    def test_leaves_out_the_first_rounds_of_many(self) -> None:
        drawn = tree([match("W6.0", "ann", "bob", places=(1, 2))], 64).splitlines()
        assert (drawn[0].strip(), drawn[-1].strip()) == ("ann            ┐", "bob            ┘")
        assert len(drawn) < 2**ROUNDS * 2

    def test_tells_how_each_match_ended(self) -> None:
        ends = [
            match("S1.0", "ann", "bob"),
            match("S1.1", "ann", "bob", places=(1, 1), by="match"),
            match("S1.2", "ann", "bob", places=(2, 2), by="no_show"),
            match("S1.3", "ann", "bob", places=(2, 1), by="operator"),
            match("S1.4", "ann", "bob", places=(1, 2), by="match", disputed_by="bob"),
            match("S1.5", "ann", places=(1,), by="bye"),
        ]
        assert [row[3] for row in table(ends)] == [
            "open",
            "ann = bob",
            "nobody, nobody came",
            "bob by ruling",
            "disputed by bob",
            "bye",
        ]


class TestTournament:
    @pytest.mark.usefixtures("home")
    def test_is_created_started_ruled_and_stopped(self, host: Host) -> None:
        create = ("tournament", "create", "A cup", "--id", "cup", "--game", "")
        done = rumpus(host, *create)
        assert done.exit_code == 0, done.output
        for name in ("ann", "bob", "cyd", "dan"):
            register(host, "cup", name)
        assert rumpus(host, "tournament", "start", "cup").exit_code == 0
        shown = rumpus(host, "tournament", "show", "cup", "--json")
        assert json.loads(shown.stdout)["tournament"]["phase"] == "running"
        done = rumpus(host, "tournament", "rule", "cup", "1", "0", "one,two")
        assert done.exit_code == 2
        done = rumpus(host, "tournament", "overturn", "cup", "9", "0", "1,2")
        assert (done.exit_code, "unknown_match" in done.stderr) == (1, True)
        assert rumpus(host, "tournament", "stop", "cup", "--reason", "rain").exit_code == 0
        done = rumpus(host, "tournament", "show", "cup")
        assert "rain" in done.stdout

    def test_says_what_no_tournament_is(self, host: Host) -> None:
        done = rumpus(host, "tournament", "create", "A cup", "--format", "heats", "--advance", "8")
        assert (done.exit_code, "too_many_advance" in done.stderr) == (1, True)
        done = rumpus(host, "tournament", "create", "A cup", "--format", "nope")
        assert done.exit_code == 2
        assert all(each in done.stderr for each in get_args(Format.__value__)), done.stderr


class TestNotices:
    @pytest.mark.usefixtures("home")
    def test_of_who_was_told_nothing_are_none(self, host: Host) -> None:
        done = rumpus(host, "notices", "--name", "ann")
        assert done.exit_code == 0, done.output
        assert "Nothing yet for ann" in done.stdout


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
