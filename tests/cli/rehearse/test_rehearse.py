"""A rehearsal repeats itself, loses nothing, and predicts what was measured."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner

from cdk.bill.modelled import COMMIT_SECONDS, COMMITS_OF_OWNER, CONSUMERS
from cdk.bill.month import Month
from cdk.bill.stage import Stage
from cdk.bill.traffic import Traffic
from cdk.bill.units import read_units
from cli.load.profiles import Each, Moment, Profile
from cli.load.results import Kind
from cli.main import app
from cli.rehearse.cells import cells
from cli.rehearse.check import violations
from cli.rehearse.cost import cost, uses
from cli.rehearse.crowd import Crowd
from cli.rehearse.loop import Loop
from cli.rehearse.models import FILE, Latency, read_models
from cli.rehearse.played import Options, Played, play
from cli.rehearse.quotas import Quotas, rows
from cli.rehearse.show import bill
from cli.rehearse.validate import BANDS, Paced, measurements, validated
from shared.workloads import SOCKETS_OF_TASK

UNITS = ("join", "move", "search", "dig")
"""Commands of a hunt, each a commit."""

GAMES = ("codebattle", "hunt", "match")
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
        assert played.commands.deferred > 0
        assert list(violations(played)) == []

    def test_has_as_many_gateways_as_its_sockets_need(self) -> None:
        profile = Profile("Large", 2 * SOCKETS_OF_TASK + 1, 60, 10)
        assert len(Crowd(profile, read_models(), 1).fleet.gateways) == 4


class TestViolations:
    def test_are_found_where_a_commit_is_lost(self) -> None:
        played = crowd()
        for commits in played.log._streams.values():
            commits[1:] = []
        assert any("are not in the log" in each for each in violations(played))

    def test_are_found_where_one_of_two_streams_of_a_command_has_lost_it(self) -> None:
        played = crowd()
        streams = played.log._streams.values()
        target = next(commits for commits in streams if commits[-1].outcome is None)
        target.pop()
        assert any("1 acknowledged commands are not" in each for each in violations(played))

    def test_are_found_where_a_command_has_two_effects(self) -> None:
        played = crowd()
        commits = next(each for each in played.log._streams.values() if len(each) > 2)
        commits.append(commits[1])
        found = " ".join(violations(played))
        assert "had an effect twice" in found
        assert "A position of a stream was written twice" in found


class TestModel:
    @pytest.mark.parametrize("game", GAMES)
    def test_predicts_what_was_measured(self, game: str) -> None:
        found = list(validated(read_models(), game))
        assert {each.figure for each in found} == set(BANDS)
        assert [each for each in found if not each.is_near] == []

    @pytest.mark.parametrize(
        "written",
        [
            b"\xff",
            b"network",
            b"[network]\nmedian = 1\n",
            FILE.read_bytes().replace(b"median = 1\n", b"median = 0\n", 1),
        ],
        ids=["not UTF-8", "not TOML", "not whole", "median of 0"],
    )
    def test_of_ones_own_that_is_wrong_is_told_in_a_sentence(
        self, tmp_path: Path, written: bytes
    ) -> None:
        own = tmp_path / "own.toml"
        own.write_bytes(written)
        done = CliRunner().invoke(app, ["rehearse", "codebattle", "--model", str(own)])
        assert done.exit_code == 1
        assert done.stderr.startswith(f"The model {own} is wrong: ")

    @pytest.mark.parametrize("game", GAMES)
    def test_is_held_to_what_a_command_costs(self, game: str) -> None:
        models = read_models()
        cpu = models.cpu
        kinds = ("command", "acted", "owned", "shown")
        dear = replace(cpu, **{each: 2 * getattr(cpu, each) for each in kinds})
        jobs = {each.name for each in measurements() if each.game == game}
        found = validated(replace(models, cpu=dear), game)
        assert {each.job for each in found if each.figure == "core" and not each.is_near} == jobs

    @pytest.mark.parametrize("game", GAMES)
    def test_is_held_to_how_long_a_put_takes(self, game: str) -> None:
        slow = replace(read_models(), put=Latency(10, 30))
        far = {each.figure for each in validated(slow, game) if not each.is_near}
        assert far >= {"p50", "p95", "p99"}

    def test_has_owners_of_slots_as_busy_as_the_bill_says(self) -> None:
        cpu = read_models().cpu
        for game, takes in {"hunt": cpu.owned, "match": cpu.owned + cpu.shown}.items():
            assert 0.8 <= COMMITS_OF_OWNER[game] * takes <= 0.82

    def test_lets_commands_wait_for_a_core_that_is_full(self) -> None:
        (job,) = (each for each in measurements() if each.game == "codebattle")
        assert Paced(read_models(), replace(job, rate=20_000, seconds=0.2)).play().p99 > 80


def hunt(**changed: Any) -> Profile:
    profile = Profile("Hunt", 40, 20, 5, Each(deeds=6), game="hunt", room_players=10)
    return replace(profile, **changed)


def played(profile: Profile, seed: int = 1) -> Played:
    found = play(profile, read_models(), Options(seed))
    assert found.violations == []
    return found


class TestHunt:
    def test_does_each_deed_once_through_the_owners_of_its_slots(self) -> None:
        found = played(hunt(seconds=2, join_seconds=0.5, each=Each(deeds=20)))
        measures = found.results.measures
        assert sum(measures[kind].answered for kind in ("move", "search", "dig")) == 40 * 20
        assert found.counts["owners"] == 1
        assert 0 < found.counts["journal units"] < 40 * 20
        assert found.counts["direct units"] == 0

    def test_whose_players_are_cut_off_has_all_back(self) -> None:
        found = played(hunt(moments=(Moment(at=10, do="cut", over=0),)))
        assert found.results.returns.total == 40
        assert found.results.events["missing_at_the_end"] == 0
        assert found.results.measures["resume"].done == 40


class TestMatch:
    def test_is_found_for_eight_who_act_in_it(self) -> None:
        found = played(Profile("Match", 24, 30, 5, Each(acts=4), game="match"))
        measures = found.results.measures
        joined = measures["join"].done
        assert joined in {8, 16, 24}, "nobody joins two: a match lasts longer than this"
        assert measures["act"].answered == joined * 4
        assert measures["act"].done > joined * 2, "strikes alone find nobody near"
        assert found.waits.total == joined


class TestBill:
    def test_agrees_with_that_of_a_month_on_what_commands_use(self) -> None:
        found = played(SMALL)
        used = {(each.resource, each.rate): each.quantity for each in uses("", SMALL, found)}
        done = {kind: each.done for kind, each in found.results.measures.items()}
        assert done["attack"] > 0
        refused = sum(found.results.measures["attack"].refused.values())
        kinds: tuple[Kind, ...] = ("join", "answer", "attack")
        commands = {f"codebattle.{kind}": float(done[kind]) for kind in kinds}
        whole_hour = Traffic("An hour", players=1, hours=1, commands=commands)
        month = Month(Stage(()), whole_hour, read_units())
        written = month.amounts["log.write"] + found.counts["refused units"]
        assert used["log", "dynamodb.write"] == written + refused
        changes = month.amounts["change"] + refused
        assert used["log", "kinesis.put"] == changes + 1, "the battle was announced"
        assert used["cache", "valkey.unit"] == pytest.approx(month.cache_units)
        assert used["HTTP API", "api.http"] == 40 + found.results.looks["sent"]

    def test_counts_what_cells_use_that_were_not_played(self) -> None:
        found = played(SMALL)
        once = {(each.resource, each.rate): each.quantity for each in uses("", SMALL, found)}
        found.times = 3
        found.used.stand_for(3)
        thrice = {(each.resource, each.rate): each.quantity for each in uses("", SMALL, found)}
        for key in (("log", "dynamodb.write"), ("log", "dynamodb.change"), ("egress", "egress")):
            assert thrice[key] == pytest.approx(3 * once[key])

    def test_of_a_journal_has_its_entries_instead_of_an_item_a_commit(self) -> None:
        profile = hunt()
        found = played(profile)
        used = {(each.resource, each.rate): each.quantity for each in uses("", profile, found)}
        assert used["log", "dynamodb.write"] == found.counts["journal units"] > 0

    def test_of_a_journal_has_its_consumers(self) -> None:
        profile = hunt()
        found = played(profile)
        used = {(each.resource, each.rate): each.quantity for each in uses("", profile, found)}
        commits = sum(each.done for kind, each in found.results.measures.items() if kind in UNITS)
        assert used["log", "kinesis.put"] == commits > 40 * 6
        assert used["log", "dynamodb.change"] == 0
        busy = sum(each.quantity for each in uses("", profile, found) if "gb_sec" in each.rate)
        assert busy > commits * len(CONSUMERS) * COMMIT_SECONDS / 4

    def test_is_told_to_the_cent(self) -> None:
        found = played(SMALL)
        found.times = 1000
        found.used.stand_for(1000)
        told = bill(cost("", SMALL, found))
        assert re.search(r"the crowd uses \d+\.\d\d dollars \(\w+ \d", told), told


class TestCells:
    def test_share_no_room_and_have_all_players(self) -> None:
        profile = hunt(players=210_000, room_players=70)
        parts = cells(profile)
        assert sum(each.players for each in parts) == profile.players
        assert all(each.players % 70 == 0 and each.players <= 25_000 for each in parts)

    def test_keep_a_room_whole(self) -> None:
        assert cells(hunt(players=1_000_000, room_players=0)) == [
            hunt(players=1_000_000, room_players=0)
        ]

    def test_that_are_not_played_are_stood_for(self) -> None:
        profile = hunt(players=50_000, room_players=25_000, each=Each(), join_seconds=20)
        few = replace(profile, players=40)
        used = Played()
        used.used.seconds["api.requests"] = Counter({1: 30})
        used.used.stand_for(cells(profile)[0].players / few.players)
        assert used.used.seconds["api.requests"] == {1: 30 * 25_000 / 40}


class TestQuotas:
    def test_refuse_what_is_over_the_share_of_a_cell(self) -> None:
        quotas = Quotas(Loop(), 0.001)
        assert [quotas.use("api.requests") for _ in range(6)] == [True] * 5 + [False]

    def test_raised_refuse_nothing_but_say_when_they_broke(self) -> None:
        quotas = Quotas(Loop(), 1, raised=True)
        assert all(quotas.use("api.requests") for _ in range(10_001))
        (row,) = rows(quotas.used)
        assert (row.most, row.allowed, row.over_at) == (10_001, 10_000, 0)


def rehearse(folder: Path, seed: int) -> bytes:
    options = ("--scale", "0.002", "--seconds", "60", "--gateways", "2", "--seed", str(seed))
    path = folder / f"{seed}.json"
    done = CliRunner().invoke(app, ["rehearse", "codebattle", *options, "--figures", str(path)])
    assert done.exit_code == 0, done.output
    assert "All promises were kept." in done.output
    return path.read_bytes()


class TestRehearse:
    def test_of_one_seed_is_the_same_to_the_byte(self, tmp_path: Path) -> None:
        first = rehearse(tmp_path, 1)
        assert rehearse(tmp_path, 1) == first
        assert rehearse(tmp_path, 2) != first

    def test_refuses_a_file_that_cant_be_written_before_it_plays(self, tmp_path: Path) -> None:
        nowhere = tmp_path / "none" / "figures.json"
        done = CliRunner().invoke(app, ["rehearse", "hunt210k", "--figures", str(nowhere)])
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr == f"{nowhere} can't be written.\n"

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

    def test_gives_no_verdict_by_a_model_that_is_outside_its_band(self, tmp_path: Path) -> None:
        text = FILE.read_text().replace("command = 0.000077", "command = 0.00077")
        (tmp_path / "models.toml").write_text(text)
        model = str(tmp_path / "models.toml")
        done = CliRunner().invoke(app, ["rehearse", "codebattle", "--model", model])
        assert done.exit_code == 1
        assert "The model gives no verdict" in done.output
        assert "promise" not in done.output
