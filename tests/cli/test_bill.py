"""`rumpus bill`, on the templates of a small stage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cdk.bill.price_list import read_rows
from cdk.bill.refresh import RefusedPrices
from cli.bill import price_lists
from cli.main import app

RESOURCES = {
    "Nat": {"Type": "AWS::EC2::NatGateway"},
    "Events": {"Type": "AWS::Kinesis::Stream", "Properties": {"ShardCount": 1}},
    "Message": {
        "Type": "AWS::Lambda::Function",
        "Properties": {"FunctionName": "rumpus-dev-message", "MemorySize": 1024},
    },
}
PROFILE = """
title: A small evening
players: 100
hours: 10
home: functions
commands: {codebattle.answer: 60}
pushes: 1
rooms: 10
budget_usd: 100
"""


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    text = json.dumps({"Resources": RESOURCES})
    (tmp_path / "rumpus-dev-network.template.json").write_text(text)
    return tmp_path


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    (tmp_path / "evening.yaml").write_text(PROFILE)
    return tmp_path / "evening.yaml"


def bill(templates: Path, profile: object, *options: str, stage: str = "dev") -> Result:
    where = ("--stage", stage, "--templates", str(templates))
    return CliRunner().invoke(app, ["bill", str(profile), *where, *options])


class TestBill:
    def test_says_how_old_its_prices_are_then_each_line(self, templates: Path) -> None:
        shown = bill(templates, "idle")
        assert shown.exit_code == 0, shown.output
        first, *rest = shown.output.splitlines()
        assert first.startswith("Prices of 20")
        assert any("NAT gateways" in line and "32.85" in line for line in rest)

    def test_tells_what_a_player_and_a_room_cost(self, templates: Path, profile: Path) -> None:
        shown = bill(templates, profile, "--compare")
        assert shown.exit_code == 0, shown.output
        assert "a room: within the budget of 100." in shown.output
        assert "The source's 155 cores" in shown.output

    def test_ends_with_1_over_the_budget(self, templates: Path, profile: Path) -> None:
        shown = bill(templates, profile, "--budget", "40")
        assert shown.exit_code == 1
        assert "OVER the budget of 40." in shown.output

    def test_prints_json(self, templates: Path, profile: Path) -> None:
        found: dict[str, Any] = json.loads(bill(templates, profile, "--json").stdout)
        assert found["dollars"] == pytest.approx(sum(each["dollars"] for each in found["lines"]))
        assert {each["resource"] for each in found["lines"]} >= {"NAT gateways", "table log"}

    def test_writes_a_page_that_fetches_nothing(self, templates: Path, profile: Path) -> None:
        assert bill(templates, profile, "--report", str(templates / "bill.html")).exit_code == 0
        page = (templates / "bill.html").read_text()
        assert page.count("<figure>") == 2
        assert "NAT gateways" in page
        assert not any(word in page for word in ("<script", "<link", "src=", "@import", "url("))

    def test_shows_an_invoice_beside(self, templates: Path, profile: Path) -> None:
        csv = templates / "costs.csv"
        csv.write_text("Usage type,WriteRequestUnits($)\nUsage type total,7.25\n")
        shown = bill(templates, profile, "--actual", str(csv))
        assert "7.25" in shown.output

    @pytest.mark.parametrize(
        ("name", "stage", "sentence"),
        [
            ("idle", "prod", "no templates of stage prod"),
            ("nothing", "dev", "There is no profile nothing"),
            ("codebattle", "dev", "The stage has no gateways"),
        ],
    )
    def test_refuses_with_a_sentence(
        self, templates: Path, name: str, stage: str, sentence: str
    ) -> None:
        shown = bill(templates, name, stage=stage)
        assert shown.exit_code == 1
        assert sentence in shown.output

    def test_refuses_an_invoice_of_another_kind(self, templates: Path, profile: Path) -> None:
        csv = templates / "costs.csv"
        csv.write_text("Service,EC2($)\n")
        shown = bill(templates, profile, "--actual", str(csv))
        assert shown.exit_code == 1
        assert "is not Cost Explorer's CSV" in shown.output


def test_prices_stay_when_lists_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    before = read_rows()

    def unreachable(address: str) -> Any:
        raise RefusedPrices(f"{address} can't be read: no network.")

    monkeypatch.setattr(price_lists, "opened", unreachable)
    shown = CliRunner().invoke(app, ["bill", "refresh"])
    assert shown.exit_code == 1
    assert "no network" in shown.output
    assert read_rows() == before
