"""A rehearsal repeats itself, loses nothing, and predicts what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner

from cli.load.profiles import Each, Moment, Profile
from cli.main import app
from cli.rehearse.check import violations
from cli.rehearse.crowd import Crowd
from cli.rehearse.models import Latency, read_models
from shared.workloads import SOCKETS_OF_TASK
from tests.cli.rehearse.paced import paced

SMALL = Profile("Small", 40, 60, 10, Each(answers=4, attacks=4, board_looks=3), pushed_looks=0.5)


def crowd(profile: Profile = SMALL, seed: int = 1, gateways: int = 2) -> Crowd:
    played = Crowd(profile, read_models(), seed, gateways)
    played.play()
    return played


class TestCrowd:
    def test_does_what_the_profile_says(self) -> None:
        results = crowd().results
        assert results.measures["join"].done == 40
        assert results.measures["answer"].answered == 40 * 4
        assert results.measures["attack"].answered == 40 * 4
        assert sum(results.looks.values()) == 40 * 3
        assert results.events == {"there_at_the_end": 40, "missing_at_the_end": 0}

    def test_on_two_gateways_loses_nothing(self) -> None:
        played = crowd()
        assert played.log.queries > 0
        assert list(violations(played)) == []

    def test_that_hears_nothing_of_other_gateways_conflicts_and_loses_nothing(self) -> None:
        hour = Latency(3_600_000, 3_600_000)
        played = Crowd(SMALL, replace(read_models(), bus=hour), 1, 2)
        played.play()
        assert played.log.refused > crowd().log.refused
        assert list(violations(played)) == []

    def test_that_piles_on_one_player_loses_nothing(self) -> None:
        pile = Moment(at=30, do="pile_on", over=0.01)
        profile = Profile("Pile", 200, 60, 10, Each(answers=1), moments=(pile,))
        played = crowd(profile, gateways=4)
        assert played.results.measures["attack"].answered == 200
        assert played.deferred > 0
        assert list(violations(played)) == []

    def test_has_as_many_gateways_as_its_sockets_need(self) -> None:
        profile = Profile("Large", 2 * SOCKETS_OF_TASK + 1, 60, 10)
        assert len(Crowd(profile, read_models(), 1).gateways) == 4


class TestViolations:
    def test_are_found_where_a_commit_is_lost(self) -> None:
        played = crowd()
        for commits in played.log._streams.values():
            commits[1:] = []
        assert any("are not in the log" in each for each in violations(played))

    def test_are_found_where_a_command_has_two_effects(self) -> None:
        played = crowd()
        commits = next(each for each in played.log._streams.values() if len(each) > 2)
        commits.append(commits[1])
        found = " ".join(violations(played))
        assert "had an effect twice" in found
        assert "A position of a stream was written twice" in found


class TestModel:
    """Measured: `commands, log of 5 ms (p99 15 ms), 1,600/s` in docs/benchmarks.md."""

    def test_predicts_the_gateway_s_paced_commands(self) -> None:
        found = paced(1_600, 3)
        assert found.p50 == pytest.approx(7.0, rel=0.15)
        assert found.p99 == pytest.approx(17, rel=0.25)
        assert found.core == pytest.approx(0.36, rel=0.20)

    def test_lets_commands_wait_for_a_core_that_is_full(self) -> None:
        assert paced(20_000, 0.2).p99 > 80


def rehearse(folder: Path, seed: int) -> bytes:
    options = ("--scale", "0.002", "--seconds", "60", "--gateways", "2", "--seed", str(seed))
    path = folder / f"{seed}.json"
    done = CliRunner().invoke(app, ["rehearse", "codebattle", *options, "--json", str(path)])
    assert done.exit_code == 0, done.output
    assert "All promises were kept." in done.output
    return path.read_bytes()


class TestRehearse:
    def test_of_one_seed_is_the_same_to_the_byte(self, tmp_path: Path) -> None:
        first = rehearse(tmp_path, 1)
        assert rehearse(tmp_path, 1) == first
        assert rehearse(tmp_path, 2) != first

    def test_says_how_to_repeat_it(self, tmp_path: Path) -> None:
        found = json.loads(rehearse(tmp_path, 1))
        assert found["again"] == (
            "rumpus rehearse codebattle --scale 0.002 --seconds 60 --seed 1 --gateways 2"
        )
        assert found["violations"] == []

    def test_ends_with_1_where_a_promise_is_not_kept(self, tmp_path: Path) -> None:
        text = "title: Fast\nplayers: 200\nseconds: 0.5\njoin_seconds: 0\neach: {answers: 40}\n"
        (tmp_path / "fast.yaml").write_text(text)
        path = str(tmp_path / "fast.yaml")
        done = CliRunner().invoke(app, ["rehearse", path, "--gateways", "1"])
        assert done.exit_code == 1
        assert "The same again" in done.output

    def test_refuses_a_profile_of_another_game(self) -> None:
        done = CliRunner().invoke(app, ["rehearse", "hunt210k"])
        assert done.exit_code == 1
        assert "only battles are rehearsed" in done.output
