"""The bodies of the audit's routes."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel


class AuditAskedAnswer(BaseModel):
    """The report whose `answers` is this time or later is the one that was asked for."""

    asked_at: datetime


class DifferenceAnswer(BaseModel):
    """What breaks a rule: `expected` follows from what was booked, `found` is in the table."""

    rule: str
    subject: str
    expected: str
    found: str


class AuditAnswer(BaseModel):
    """The last audit; `found` counts all differences, and the first 300 are told."""

    state: Literal["running", "done", "failed"]
    started_at: datetime
    finished_at: datetime | None
    answers: datetime | None
    found: int
    differences: list[DifferenceAnswer]
