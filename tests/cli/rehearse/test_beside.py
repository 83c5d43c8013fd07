"""The naive design breaks where ours does not, and the rehearsal says when."""

from __future__ import annotations

import json
from pathlib import Path

from msgspec.structs import replace
from typer.testing import CliRunner

from cli.load.profiles import Each, Profile
from cli.main import app
from cli.rehearse.models import read_models
from cli.rehearse.naive import MORE_SECONDS, Design, Naive, read_design

CROWD = Profile("Crowd", 200, 60, 10, Each(answers=20, board_looks=5))


def naive(design: Design, profile: Profile = CROWD) -> Naive:
    return Naive(profile, read_models(), design, 1).play()


class TestNaive:
    def test_bears_a_small_crowd(self) -> None:
        played = naive(read_design())
        assert played.broke is None
        assert played.results.measures["answer"].done == 200 * 20
        assert played.results.measures["board"].done == 200 * 5
        assert played.there == 200

    def test_breaks_where_a_board_costs_more_than_its_database_has(self) -> None:
        played = naive(replace(read_design(), row=0.0005))
        assert played.broke is not None
        assert played.fullest == "the database"
        assert played.wanted > read_design().connections
        assert sum(each.faults.get("given_up", 0) for each in played.results.measures.values()) > 0

    def test_breaks_where_one_server_tells_everybody_of_each_answer(self) -> None:
        cpu = replace(read_models().cpu, send=0.001)
        played = Naive(CROWD, replace(read_models(), cpu=cpu), read_design(), 1).play()
        assert played.broke is not None
        assert played.fullest == "the server that tells all"

    def test_ends_soon_after_it_broke(self) -> None:
        long = replace(CROWD, seconds=3600, each=Each(answers=20 * 60))
        played = naive(replace(read_design(), row=0.0005), long)
        assert played.broke is not None
        assert played.loop.now < played.broke + MORE_SECONDS + 1

    def test_in_two_battles_tells_half_as_many(self) -> None:
        two = naive(replace(read_design(), row=0.0005), replace(CROWD, room_players=100))
        one = naive(replace(read_design(), row=0.0005))
        assert (one.broke or 0) < (two.broke or 3600)


def rehearse(path: Path, *options: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["rehearse", str(path), "--beside", "naive", *options])
    return done.exit_code, " ".join(done.output.split())


class TestBeside:
    def test_is_shown_with_what_the_source_says(self, tmp_path: Path) -> None:
        text = "title: Small\nplayers: 50\nseconds: 20\njoin_seconds: 5\neach: {answers: 3}\n"
        (tmp_path / "small.yaml").write_text(text)
        found = tmp_path / "found.json"
        code, said = rehearse(tmp_path / "small.yaml", "--figures", str(found))
        assert code == 0, said
        assert "The naive design bears this crowd, too." in said
        assert "--beside naive" in said
        pairs = json.loads(found.read_text())["beside"]["pairs"]
        assert [each["name"] for each in pairs if each["ours"] == each["naive"] == 50] == [
            "players served at once"
        ]

    def test_is_refused_of_games_whose_sources_compare_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "hunt.yaml").write_text(
            "title: A hunt\ngame: hunt\nroom_players: 10\nplayers: 20\nseconds: 20\n"
            "join_seconds: 5\neach: {deeds: 2}\n"
        )
        code, said = rehearse(tmp_path / "hunt.yaml")
        assert (code, "no other source compares one" in said) == (1, True)
