"""Audits the economy at night, and within a minute of an operator's request."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from shared.application.economy.audit_when_due import audit_when_due
from shared.runtime.bootstrap import Application, application
from shared.runtime.observability import about, log, metric
from shared.runtime.observed import observed

WORKLOAD = "audit"
AT_ONCE = 16
TOLD = 10
"""Maximum differences named in the log; the report has all."""


@observed
def handler(_event: dict[str, Any], _context: object) -> None:
    audit(application())


def audit(app: Application) -> None:
    """Audit if due and measure the result; alarms watch both metrics."""
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            report = audit_when_due(app, app.ledger, each=pool.map)
    except Exception:
        metric(WORKLOAD, "EconomyAuditsFailed", 1)
        raise
    if report is None:
        return
    metric(WORKLOAD, "EconomyDifferences", report.found)
    for each in report.differences[:TOLD]:
        with about(player=each.subject):
            log(f"the economy's ledger differs: {each.rule}", "ERROR", WORKLOAD)
