"""`rumpus bill`, on the templates of a stage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app

NAT = {"Resources": {"Nat": {"Type": "AWS::EC2::NatGateway"}}}


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    (tmp_path / "rumpus-dev-network.template.json").write_text(json.dumps(NAT))
    return tmp_path


def test_says_how_old_its_prices_are_then_each_line(templates: Path) -> None:
    shown = CliRunner().invoke(
        app, ["bill", "idle", "--stage", "dev", "--templates", str(templates)]
    )
    assert shown.exit_code == 0, shown.output
    first, *rest = shown.output.splitlines()
    assert first.startswith("Prices of 20")
    assert any("NAT gateways" in line and "32.85" in line for line in rest)


def test_refuses_a_stage_that_has_no_templates(templates: Path) -> None:
    shown = CliRunner().invoke(
        app, ["bill", "idle", "--stage", "prod", "--templates", str(templates)]
    )
    assert shown.exit_code == 1
    assert "no templates of stage prod" in shown.output


def test_refuses_a_profile_that_is_not_there(templates: Path) -> None:
    shown = CliRunner().invoke(app, ["bill", "nothing", "--templates", str(templates)])
    assert shown.exit_code == 1
    assert "There is no profile nothing" in shown.output
