"""Routes of the economy's audit, for operators."""

from __future__ import annotations

from fastapi import APIRouter
from msgspec import to_builtins

from functions.http.acting import Supporter
from functions.http.caller import Operator, Parts
from functions.http.errors import Problem
from shared.application.economy.audit_when_due import ask_for_audit, latest_audit
from shared.wire.audit_http import AuditAnswer, AuditAskedAnswer

router = APIRouter(prefix="/v1/economy/audits", tags=["audit"])


@router.post("", status_code=202)
def ask(parts: Parts, by: Supporter) -> AuditAskedAnswer:
    """Request an audit of the ledger. It begins within a minute."""
    with by.act("economy.audit", "ledger"):
        return AuditAskedAnswer(asked_at=ask_for_audit(parts.views, parts.clock()))


@router.get("/latest")
def latest(parts: Parts, _: Operator) -> AuditAnswer:
    """Show the latest audit, even while it runs; 404 before the first one."""
    report = latest_audit(parts.views)
    if report is None:
        raise Problem(404, "not_found", "there was no audit yet")
    return AuditAnswer.model_validate(to_builtins(report))
