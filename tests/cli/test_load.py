from __future__ import annotations

import asyncio
import json
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from cli.load.accounts import keep_accounts, read_accounts, sign_up
from cli.load.plan import Account
from cli.load.profiles import load_profile
from cli.load.results import Kind
from cli.main import app
from cli.rehearse.models import read_models
from cli.rehearse.played import Options, play
from shared.runtime import clock
from tests.cli.host import Host
from tests.memory import OPERATOR_KEY
from tools.accounts import sign_accounts

SMALL = """
title: A small crowd
players: 6
seconds: 5
join_seconds: 1
each: {answers: 3, attacks: 1, board_looks: 3}
pushed_looks: 0.5
right_answers: 1
channels: [stream, board, presence]
heartbeat_seconds: 1
moments:
  - {at: 3, do: cut, over: 0.2}
  - {at: 4, do: pile_on, share: 0.5, over: 0.2}
"""


def rumpus_load(host: Host, *arguments: str) -> Result:
    environment = {
        "RUMPUS_URL": host.url,
        "RUMPUS_OPERATOR_KEY_VALUE": OPERATOR_KEY,
        "COLUMNS": "160",
    }
    return CliRunner().invoke(app, ["load", *arguments], env=environment)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL)
    return path


class TestLoad:
    def test_plays_a_profile_over_two_processes(
        self, host: Host, small: Path, tmp_path: Path
    ) -> None:
        figures_file, page, accounts = (tmp_path / each for each in ("f.json", "p.html", "a.json"))
        result = rumpus_load(
            host,
            *(str(small), "--processes", "2", "--figures", str(figures_file)),
            *("--report", str(page), "--accounts", str(accounts)),
        )
        assert "promise" in result.stdout, result.output
        figures = json.loads(figures_file.read_text())
        unmet = [row["name"] for row in figures["verdict"] if row["met"] is False]
        assert figures["good"] == (not unmet)
        assert result.exit_code == len(unmet[:1])
        assert all("ms" in row["unit"] for row in figures["verdict"] if row["name"] in unmet), unmet
        requests = figures["requests"]
        assert requests["join"]["done"] == 6
        assert requests["answer"]["done"] == 18
        assert figures["events"]["cut"] >= 1
        assert requests["connect"]["done"] == 6 + figures["events"]["cut"]
        assert requests["subscribe"]["done"] >= 18
        assert requests["resume"]["done"] >= 1
        attacks = requests["attack"]
        assert attacks["done"] + sum(attacks["refused"].values()) >= 6
        assert not any(each["faults"] for each in requests.values())
        assert figures["order"]["checked"] == 6
        assert (figures["order"]["lost"], figures["order"]["unchecked"]) == (0, 0)
        assert figures["events"]["there_at_the_end"] == 6
        assert "missing_at_the_end" not in figures["events"]
        assert figures["events"]["hits"] == attacks["done"]
        assert figures["board_looks"].keys() <= {"pushed", "sent", "not_modified"}
        assert sum(figures["board_looks"].values()) == 18
        assert 0 <= figures["board_hits_percent"] <= 100
        assert 1 <= figures["most_connected"] <= 6
        rehearsed = play(load_profile(str(small)), read_models(), Options()).results
        assert sum(figures["board_looks"].values()) == sum(rehearsed.looks.values())
        kinds: tuple[Kind, ...] = ("join", "answer")
        for kind in kinds:
            assert requests[kind]["done"] == rehearsed.measures[kind].done
        assert page.read_text().startswith("<!doctype html>")
        assert len(read_accounts(accounts)) == 6
        assert host.application.sockets.open == {}

    def test_plays_a_share_of_a_profile_as_players_who_come_back(
        self, host: Host, small: Path, tmp_path: Path
    ) -> None:
        accounts, figures_file = tmp_path / "a.json", tmp_path / "f.json"
        guests = asyncio.run(sign_up(host.url, 2, lambda _: None))
        keep_accounts(accounts, [Account(each.username, "", each.refresh_token) for each in guests])
        options = ("--scale", "0.34", "--seconds", "1", "--accounts", str(accounts))
        result = rumpus_load(host, str(small), *options, "--figures", str(figures_file))
        assert "2 of 6 players in 1 s for 5 s" in result.stdout, result.output
        assert json.loads(figures_file.read_text())["requests"]["join"]["done"] == 2
        kept = read_accounts(accounts)
        assert {each.username for each in kept} == {each.username for each in guests}
        assert all(each.token for each in kept)
        assert accounts.stat().st_mode & 0o077 == 0

    def test_names_the_profiles_when_there_is_none_of_that_name(self, host: Host) -> None:
        result = rumpus_load(host, "nonsense")
        assert result.exit_code == 1
        assert "herd10" in result.stderr

    def test_does_not_begin_when_its_page_could_not_be_written(
        self, host: Host, small: Path, tmp_path: Path
    ) -> None:
        page = tmp_path / "none" / "page.html"
        result = rumpus_load(host, str(small), "--report", str(page))
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == f"{page} can't be written.\n"

    def test_needs_the_operators_key(self, host: Host, small: Path) -> None:
        environment = {"RUMPUS_URL": host.url, "RUMPUS_OPERATOR_KEY_VALUE": "wrong"}
        result = CliRunner().invoke(app, ["load", str(small), "--scale", "0.2"], env=environment)
        assert result.exit_code == 1
        assert "operator" in result.stderr


class TestSignedAccounts:
    def test_get_in_without_having_signed_up(self, host: Host) -> None:
        now = clock.now()
        accounts = sign_accounts(host.application.tokens, 3, now)
        assert len({each["username"] for each in accounts}) == 3
        for each in accounts:
            headers = {"Authorization": f"Bearer {each['token']}"}
            answer = httpx.post(f"{host.url}/v1/tickets", headers=headers)
            assert answer.status_code == 201, answer.text
