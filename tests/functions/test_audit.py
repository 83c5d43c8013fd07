"""The nightly audit, and the one that an operator asks for."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from functions.http.api import create_app
from functions.scheduled.audit import audit
from shared.application.economy.audit_when_due import (
    AGAIN,
    LONGEST,
    MOST_KEPT,
    AuditKilled,
    Report,
    ask_for_audit,
    latest_audit,
)
from shared.application.economy.ports import EconomyUnavailable
from shared.runtime.once import once
from tests.functions.scripted_ledger import ScriptedLedger
from tests.memory import OPERATOR_KEY, START, MemoryApplication

AUDITS = "/v1/economy/audits"
LATEST = f"{AUDITS}/latest"
OPERATOR = {"Authorization": f"Operator {OPERATOR_KEY}"}


class Audited(MemoryApplication):
    @once
    def ledger(self) -> ScriptedLedger:
        return ScriptedLedger()

    def report(self) -> Report:
        report = latest_audit(self.views)
        assert report is not None
        return report


@pytest.fixture
def app() -> Audited:
    return Audited()


def measured(capsys: pytest.CaptureFixture[str], name: str) -> list[int]:
    lines = map(json.loads, capsys.readouterr().out.splitlines())
    return [line[name] for line in lines if name in line]


class TestAudit:
    def test_is_made_once_a_night(self, app: Audited) -> None:
        for _ in range(3):
            audit(app)
            app.time.pass_seconds(60)
        assert app.ledger.reads == 1

        app.time.now = START.replace(day=2, hour=2, minute=59)
        audit(app)
        assert app.ledger.reads == 1
        app.time.now = START.replace(day=2, hour=3)
        audit(app)
        audit(app)
        assert app.ledger.reads == 2

    def test_waits_for_the_first_night(self, app: Audited) -> None:
        app.time.now = START.replace(hour=1)
        audit(app)
        assert app.ledger.reads == 0

    def test_is_made_once_for_all_who_asked_before(self, app: Audited) -> None:
        audit(app)
        app.time.pass_seconds(60)
        first = ask_for_audit(app.views, app.clock())
        app.time.pass_seconds(1)
        second = ask_for_audit(app.views, app.clock())
        app.time.pass_seconds(10)
        audit(app)
        audit(app)

        assert app.ledger.reads == 2
        assert app.report().answers == second > first

    def test_keeps_and_measures_what_differs(
        self, app: Audited, capsys: pytest.CaptureFixture[str]
    ) -> None:
        app.ledger.differences = MOST_KEPT + 1

        audit(app)

        assert measured(capsys, "EconomyDifferences") == [MOST_KEPT + 1]
        report = app.report()
        assert (report.state, report.found) == ("done", MOST_KEPT + 1)
        assert len(report.differences) == MOST_KEPT
        assert report.differences[0].subject == "p0 gold"

    def test_that_fails_is_told_and_tried_again_after_an_hour(
        self, app: Audited, capsys: pytest.CaptureFixture[str]
    ) -> None:
        app.ledger.away = True
        with pytest.raises(EconomyUnavailable):
            audit(app)
        assert measured(capsys, "EconomyAuditsFailed") == [1]
        assert app.report().state == "failed"
        app.ledger.away = False
        audit(app)
        assert app.ledger.reads == 1

        app.time.pass_seconds(AGAIN / timedelta(seconds=1))
        audit(app)

        assert app.report().state == "done"

    def test_that_was_killed_is_told_when_it_should_have_ended(
        self, app: Audited, capsys: pytest.CaptureFixture[str]
    ) -> None:
        app.views.put("audit", "economy", Report(START))
        app.time.pass_seconds(LONGEST / timedelta(seconds=1) - 1)
        audit(app)
        assert app.ledger.reads == 0

        app.time.pass_seconds(1)
        with pytest.raises(AuditKilled):
            audit(app)

        assert measured(capsys, "EconomyAuditsFailed") == [1]
        assert app.report().state == "failed"
        app.time.pass_seconds(AGAIN / timedelta(seconds=1))
        audit(app)
        assert app.report().state == "done"


class TestAuditRoutes:
    def test_tell_an_operator_of_the_audit_that_was_asked_for(self, app: Audited) -> None:
        api = TestClient(create_app(app))
        assert api.get(LATEST, headers=OPERATOR).status_code == 404

        asked = api.post(AUDITS, headers=OPERATOR)
        app.ledger.differences = 1
        app.time.pass_seconds(60)
        audit(app)

        assert asked.status_code == 202
        report = api.get(LATEST, headers=OPERATOR).json()
        assert report["answers"] == asked.json()["asked_at"]
        assert (report["state"], report["found"]) == ("done", 1)
        assert report["differences"] == [
            {
                "rule": "balance_is_sum_of_entries",
                "subject": "p0 gold",
                "expected": "10",
                "found": "9",
            }
        ]

    def test_are_for_operators_alone(self, app: Audited) -> None:
        api = TestClient(create_app(app))
        token = api.post("/v1/guests", json={"username": "ann"}).json()["token"]
        player = {"Authorization": f"Bearer {token}"}
        assert api.post(AUDITS, headers=player).status_code == 403
        assert api.get(LATEST, headers=player).status_code == 403
        assert api.post(AUDITS).status_code == 401
