from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from tests.cli.conftest import CreateBattle
from tests.cli.host import Host
from tests.memory import OPERATOR_KEY


def rumpus(host: Host, *arguments: str, key: str = OPERATOR_KEY) -> Result:
    environment = {"RUMPUS_URL": host.url, "RUMPUS_OPERATOR_KEY_VALUE": key, "COLUMNS": "120"}
    return CliRunner().invoke(app, arguments, env=environment)


def answer(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


class TestStatus:
    def test_says_how_the_stage_is(self, host: Host, create_battle: CreateBattle) -> None:
        create_battle("b1")
        create_battle("b2", starts_in=60)
        status = answer(rumpus(host, "status", "--json"))
        assert status["well"]
        assert status["running"] == ["b1"]
        assert "known" in rumpus(host, "status").stdout

    def test_fails_in_a_sentence_when_nobody_answers(self) -> None:
        result = CliRunner().invoke(app, ["status", "--url", "http://127.0.0.1:1"])
        assert result.exit_code == 1
        assert result.stdout == ""
        assert result.stderr.startswith("Nobody answers at http://127.0.0.1:1")
        assert result.stderr.count("\n") == 1


class TestBattle:
    def test_is_created_listed_shown_and_ended(self, host: Host) -> None:
        made = answer(rumpus(host, "battle", "create", "--id", "b1", "--starts-in", "0", "--json"))
        assert (made["battle"], made["title"]) == ("b1", "Demo battle")
        assert [each["room"] for each in answer(rumpus(host, "battle", "list", "--json"))] == ["b1"]
        assert "running" in rumpus(host, "battle", "list").stdout
        ended = rumpus(host, "battle", "list", "--phase", "ended", "--json")
        assert answer(ended) == []
        shown = rumpus(host, "battle", "show", "b1").stdout
        assert "binary-search" in shown
        assert "Nobody is on the board." in shown
        assert rumpus(host, "battle", "end", "b1").stdout.startswith("Battle b1 ends in ")
        assert "running" in rumpus(host, "battle", "show", "b1").stdout

    def test_comes_from_a_file_with_rules(self, host: Host, tmp_path: Path) -> None:
        pack = tmp_path / "sums.yaml"
        pack.write_text(
            "title: Sums\nrules: {shields_at_start: 0}\n"
            "questions: [{id: q, prompt: 1 + 1, answers: ['2']}]\n"
        )
        made = answer(rumpus(host, "battle", "create", str(pack), "--json"))
        assert made["title"] == "Sums"
        assert made["rules"]["shields_at_start"] == 0

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("create", "--id", "a b"), "The request is malformed: Expected `str` matching"),
            (("show", "nope"), "There is no such room."),
            (("end", "nope"), "There is no such battle."),
            (("show", "../../health"), "Not Found (not_found)."),
            (("show", ".."), "The request is malformed: path.room: "),
        ],
    )
    def test_is_refused_in_a_sentence(
        self, host: Host, arguments: tuple[str, ...], said: str
    ) -> None:
        result = rumpus(host, "battle", *arguments)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith(said)

    def test_says_what_is_wrong_with_the_questions(self, host: Host, tmp_path: Path) -> None:
        pack = tmp_path / "blank.yaml"
        pack.write_text("title: Blank\nquestions: [{id: q, prompt: 1 + 1, answers: [' ']}]\n")
        result = rumpus(host, "battle", "create", str(pack))
        assert result.stderr.endswith("answers that are not blank.\n")

    @pytest.mark.parametrize("option", ["--minutes", "--starts-in"])
    @pytest.mark.parametrize("value", ["inf", "nan", "1e10", "-1"])
    def test_takes_no_time_that_no_clock_shows(self, host: Host, option: str, value: str) -> None:
        result = rumpus(host, "battle", "create", option, value)
        assert result.exit_code == 2
        assert "Invalid value" in result.stderr

    @pytest.mark.parametrize(
        ("key", "said"),
        [
            ("wrong", "That is not the operator's key.\n"),
            ("", "The operator's key is needed: give it with --operator-key.\n"),
        ],
    )
    def test_takes_an_operator(self, host: Host, key: str, said: str) -> None:
        result = rumpus(host, "battle", "create", key=key)
        assert (result.exit_code, result.stderr) == (1, said)


class TestReplay:
    def test_shows_any_past_position(self, host: Host, create_battle: CreateBattle) -> None:
        create_battle()
        past = answer(rumpus(host, "replay", "codebattle/b1", "--position", "1", "--json"))
        assert (past["position"], past["state"]["battle"]) == (1, "b1")
        shown = rumpus(host, "replay", "codebattle/b1", "--events").stdout
        assert "battle.scheduled" in shown
        assert "by operator" in shown
        assert "git bisect" not in shown

    def test_says_that_a_position_is_not_there_yet(
        self, host: Host, create_battle: CreateBattle
    ) -> None:
        create_battle()
        beyond = rumpus(host, "replay", "codebattle/b1", "--position", "999999").stdout
        assert "There is no position 999999 yet: this is the last state, at" in beyond
        assert "last state" not in rumpus(host, "replay", "codebattle/b1", "--position", "1").stdout

    def test_shows_nothing_before_the_first_fact(
        self, host: Host, create_battle: CreateBattle
    ) -> None:
        create_battle()
        result = rumpus(host, "replay", "codebattle/b1", "--at", "2020-01-01T00:00")
        assert result.stdout == "Nothing had happened yet.\n"

    @pytest.mark.parametrize(
        ("arguments", "code", "said"),
        [
            (("codebattle/x",), 1, "There is no such stream"),
            (("../../health",), 1, "There is no such stream"),
            (("codebattle/x", "--at", "noon"), 1, "noon is no ISO time"),
            (("codebattle/x", "--at", "0001-01-01T00:00+14:00"), 1, "is no ISO time"),
            (("codebattle/x", "--at", "9999-12-31T23:59-14:00"), 1, "is no ISO time"),
            (("codebattle/x", "--at", "2026-01-01", "--position", "1"), 2, "not both"),
        ],
    )
    def test_refuses(self, host: Host, arguments: tuple[str, ...], code: int, said: str) -> None:
        result = rumpus(host, "replay", *arguments)
        assert result.exit_code == code
        assert said in result.stderr


class TestBots:
    def test_play_and_count(self, host: Host, create_battle: CreateBattle) -> None:
        create_battle()
        options = ("--players", "4", "--seconds", "3", "--rate", "4", "--join-over", "0")
        summary = answer(rumpus(host, "bots", *options, "--skill", "1", "--json"))
        assert summary["joined"] == 4
        assert summary["commands"] > 10
        assert summary["failed"] == {}
        assert summary["received"]["answer.solved"] > 4
        board = answer(rumpus(host, "battle", "show", "b1", "--json"))["board"]
        assert board["size"] == 4
        assert host.application.faults == []

    def test_come_in_while_there_is_time(self, host: Host, create_battle: CreateBattle) -> None:
        create_battle()
        options = ("--players", "2", "--seconds", "1", "--join-over", "86400")
        result = rumpus(host, "bots", *options, "--json")
        assert "joined" in result.stdout

    def test_say_that_no_battle_is_on(self, host: Host) -> None:
        result = rumpus(host, "bots")
        assert result.exit_code == 1
        assert result.stderr == "No battle is on: create one with `rumpus battle create`.\n"

    def test_say_why_none_got_in(self, host: Host) -> None:
        result = rumpus(host, "bots", "--battle", "nope", "--players", "2", "--join-over", "0")
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == "No bot got in: There is no such room.\n"


@pytest.mark.parametrize(
    "asked",
    [("bots", "--answers", "none.yaml"), ("replay", "codebattle/b1", "--with", "none.yaml")],
)
def test_reads_a_file_before_it_looks_for_a_stage(
    asked: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RUMPUS_URL", raising=False)
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 1
    assert "none.yaml can't be read" in done.stderr
