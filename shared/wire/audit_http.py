"""The bodies of the audit's routes."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel


class AuditAskedAnswer(BaseModel):
    """When the audit was requested. The first report with `answers` at or after it answers it."""

    asked_at: datetime


class DifferenceAnswer(BaseModel):
    """A violated rule: `expected` is computed from the bookings, `found` is in the table."""

    rule: str
    subject: str
    expected: str
    found: str


class AuditAnswer(BaseModel):
    """The latest audit. `found` counts all differences; `differences` are the first 300."""

    state: Literal["running", "done", "failed"]
    started_at: datetime
    finished_at: datetime | None
    answers: datetime | None
    found: int
    differences: list[DifferenceAnswer]
