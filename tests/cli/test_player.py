from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from shared.adapters.memory.player_store import InMemoryPlayerStore
from shared.application.archive.arrive import welcome
from shared.application.players.sign_up import sign_up
from shared.runtime.bootstrap import Application
from tests.cli.host import Host
from tests.memory import OPERATOR_KEY


def ran(host: Host, *command: str) -> Result:
    environment = {
        "RUMPUS_URL": host.url,
        "RUMPUS_OPERATOR_KEY_VALUE": OPERATOR_KEY,
        "COLUMNS": "140",
    }
    return CliRunner().invoke(app, [*command], env=environment)


@pytest.fixture
def ann(host: Host) -> str:
    parts: Application = host.application
    grant = sign_up(parts, "ann")
    welcome(parts, grant.player_id)
    return grant.player_id


class TestPlayer:
    def test_goes_into_the_archive_and_comes_back(self, host: Host, ann: str) -> None:
        frozen = ran(host, "player", "freeze", "ann")
        assert frozen.exit_code == 0, frozen.output
        assert "archived" in frozen.stdout
        shown = json.loads(ran(host, "player", "show", "ann", "--json").stdout)
        assert (shown["player"], shown["tier"]) == (ann, "archived")
        assert shown["object"]["url"].endswith(f"players/{ann}.json.gz")
        assert ran(host, "player", "thaw", "ann").exit_code == 0
        assert "hot" in ran(host, "player", "show", "ann").stdout

    def test_that_is_busy_is_told(self, host: Host, ann: str) -> None:
        store = host.application.player_store
        assert isinstance(store, InMemoryPlayerStore)
        store.obstacles[ann] = "open_listing"
        result = ran(host, "player", "freeze", "ann")
        assert result.exit_code == 1
        assert "ann is not archived: open_listing." in result.stderr

    def test_that_nobody_knows_is_told(self, host: Host) -> None:
        result = ran(host, "player", "show", "nobody")
        assert result.exit_code == 1
        assert result.stderr == "There is no such player.\n"

    def test_is_exported_to_a_file(self, host: Host, ann: str, tmp_path: Path) -> None:
        file = tmp_path / "ann.json"
        assert ran(host, "player", "export", "ann", "--to", str(file)).exit_code == 0
        assert json.loads(file.read_text())["player"] == ann

    def test_is_deleted_when_it_is_confirmed(self, host: Host, ann: str) -> None:
        assert ran(host, "player", "delete", "ann").exit_code == 1
        header = host.application.player_store.find(ann)
        assert header is not None
        assert header.tier == "hot"
        result = ran(host, "player", "delete", "ann", "--yes")
        assert "deleted: SHA-256" in result.stdout, result.output
        assert ran(host, "player", "show", "ann", "--json").exit_code == 0


class TestTiers:
    def test_shows_players_by_tier(self, host: Host, ann: str) -> None:
        del ann
        found = json.loads(ran(host, "tiers", "--json").stdout)
        assert found["tiers"] == [
            {"tier": "hot", "players": 1, "bytes": 0, "dollars": pytest.approx(1.375e-6)}
        ]
        assert (found["idle_days"], found["cold_after_days"]) == (3, 180)
        assert "hot" in ran(host, "tiers").stdout

    def test_refuses_what_is_no_policy(self, host: Host) -> None:
        assert ran(host, "tiers", "--simulate", "soon").exit_code == 1

    def test_refuses_a_policy_that_no_stage_could_have(self, host: Host) -> None:
        result = ran(host, "tiers", "--simulate", "1d")
        assert result.exit_code == 1
        assert "No stage can have this policy" in result.stderr

    def test_simulates_a_policy_and_changes_nothing(self, host: Host, ann: str) -> None:
        header = host.application.player_store.find(ann)
        shown = ran(host, "tiers", "--simulate", "90d")
        assert "With 90 days, 0 of 0 players who are here (0%)" in " ".join(shown.stdout.split())
        assert host.application.player_store.find(ann) == header
