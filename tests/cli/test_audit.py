from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from shared.application.economy.audit_when_due import audit_when_due
from shared.application.economy.ports import EconomyUnavailable
from tests.cli.host import Host
from tests.functions.scripted_ledger import ScriptedLedger
from tests.memory import OPERATOR_KEY


def audited(host: Host, *options: str, key: str = OPERATOR_KEY) -> Result:
    environment = {"RUMPUS_URL": host.url, "RUMPUS_OPERATOR_KEY_VALUE": key, "COLUMNS": "120"}
    return CliRunner().invoke(app, ["audit", "economy", *options], env=environment)


@pytest.fixture
def ledger(host: Host) -> Iterator[ScriptedLedger]:
    """The workload looks all the time, not each minute."""
    ledger = host.application.ledger = ScriptedLedger()
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.05):
            try:
                audit_when_due(host.application, host.application.ledger)
            except EconomyUnavailable:
                continue

    workload = threading.Thread(target=look)
    workload.start()
    yield ledger
    over.set()
    workload.join()


class TestAuditEconomy:
    def test_says_that_the_ledger_is_in_order(self, host: Host, ledger: ScriptedLedger) -> None:
        result = audited(host)
        assert result.exit_code == 0
        assert "The ledger is in order" in result.stdout
        assert "waiting for the audit to begin" in result.stderr
        assert ledger.reads >= 1

    def test_shows_what_differs_and_ends_with_1(self, host: Host, ledger: ScriptedLedger) -> None:
        ledger.differences = 2
        result = audited(host)
        assert result.exit_code == 1
        assert "balance is sum of entries" in result.stdout
        assert "p1 gold" in result.stdout
        assert "2 differences" in result.stdout

    def test_prints_json_for_machines(self, host: Host, ledger: ScriptedLedger) -> None:
        ledger.differences = 1
        result = audited(host, "--json")
        assert result.exit_code == 1
        report = json.loads(result.stdout)
        assert report["differences"][0]["subject"] == "p0 gold"

    def test_ends_with_2_when_the_audit_fails(self, host: Host, ledger: ScriptedLedger) -> None:
        ledger.away = True
        result = audited(host)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "The audit failed" in result.stderr

    def test_ends_with_2_when_it_may_not_ask(self, host: Host) -> None:
        result = audited(host, key="wrong")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "That is not the operator's key." in result.stderr
