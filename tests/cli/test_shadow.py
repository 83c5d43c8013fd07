"""`rumpus replay --with` and `rumpus shadow`, on a battle that bots have played."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.shadow.show import say_games
from tests.cli.conftest import CreateBattle
from tests.cli.host import Host
from tests.cli.test_commands import answer, rumpus


def played(host: Host, create_battle: CreateBattle) -> None:
    create_battle()
    options = ("--players", "4", "--seconds", "2", "--rate", "5", "--join-over", "0")
    assert answer(rumpus(host, "bots", *options, "--skill", "1", "--json"))["failed"] == {}


class TestShadow:
    def test_by_the_same_rules_changes_nothing(
        self, host: Host, create_battle: CreateBattle, tmp_path: Path
    ) -> None:
        played(host, create_battle)
        nothing = tmp_path / "nothing.yaml"
        nothing.write_text("rules: {}\n")
        found = answer(rumpus(host, "replay", "codebattle/b1", "--with", str(nothing), "--json"))
        assert found["moved"] == {}
        assert found["refused"] == []
        assert found["players"] == 4

    def test_tells_of_each_game_that_is_over_what_new_rules_had_made_of_it(
        self, host: Host, create_battle: CreateBattle, tmp_path: Path
    ) -> None:
        played(host, create_battle)
        assert "No game of codebattle is over yet" in rumpus(host, "shadow", "codebattle").stderr
        harsh = tmp_path / "harsh.yaml"
        harsh.write_text('questions: [{id: other, prompt: "?", answers: ["!"]}]\n')
        tolerant = ("--tolerate", "1")
        done = rumpus(host, "shadow", "codebattle", "--room", "b1", "--with", str(harsh), *tolerant)
        assert done.exit_code == 0, done.output
        assert "│ b1 " in done.stdout
        assert "of 1 games somebody else would have won" in done.stdout
        shown = rumpus(host, "replay", "codebattle/b1", "--with", str(harsh)).stdout
        assert "refused now, unknown_question" in shown

    def test_refuses_in_a_sentence(self, host: Host, tmp_path: Path) -> None:
        missing = str(tmp_path / "missing.yaml")
        for arguments, said in (
            (("replay", "codebattle/b1/player/ann", "--with", missing), "is no room"),
            (("replay", "codebattle/b1", "--with", missing), "can't be read: No such file"),
        ):
            done = rumpus(host, *arguments)
            assert done.exit_code == 1
            assert said in done.stderr
        refused = rumpus(host, "replay", "codebattle/b1", "--with", missing, "--position", "1")
        assert refused.exit_code == 2

    def test_its_table_has_whole_names_in_a_narrow_terminal(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "80")
        names = {"winner": "bot-026d90-1", "winner_now": "bot-026d90-2"}
        room = {"room": "codebattle/smoke-66e3c04d", "players": 2, "moved": {}, "refused": []}
        say_games([room | names])
        shown = capsys.readouterr().out
        assert all(each in shown for each in ("smoke-66e3c04d", *names.values()))
