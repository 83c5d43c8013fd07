"""`rumpus passport`, on the templates of a small stage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from tests.cli.test_bill import RESOURCES

HERD = "title: A herd\nplayers: 20000\nhours: 1\nhome: functions\ncome_seconds: 10\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    text = json.dumps({"Resources": RESOURCES})
    (tmp_path / "rumpus-dev-network.template.json").write_text(text)
    (tmp_path / "herd.yaml").write_text(HERD)
    return tmp_path


def passport(folder: Path, profile: str, *options: str) -> Result:
    where = ("--stage", "dev", "--templates", str(folder))
    return CliRunner().invoke(app, ["passport", profile, *where, *options])


def test_ends_with_0_where_all_is_enough(folder: Path) -> None:
    shown = passport(folder, "idle")
    assert shown.exit_code == 0, shown.output
    assert shown.output.startswith("Quotas of a new account, as of 20")


def test_ends_with_1_and_the_command_that_asks(folder: Path) -> None:
    shown = passport(folder, str(folder / "herd.yaml"))
    assert shown.exit_code == 1
    assert "--quota-code L-9ED1E49A --desired-value 2500" in " ".join(shown.output.split())


def test_prints_json(folder: Path) -> None:
    found = json.loads(passport(folder, str(folder / "herd.yaml"), "--json").stdout)
    verdicts = {each["key"]: each["verdict"] for each in found}
    assert verdicts["api.connections"] == "ask"
    assert verdicts["kinesis.shards"] == "enough"


def test_says_why_an_account_cannot_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(folder / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(folder / "none"))
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    shown = passport(folder, "idle", "--account")
    assert shown.exit_code == 1
    assert "can't be read" in shown.output
