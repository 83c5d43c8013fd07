"""What the economy tells the rest of Rumpus."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct


class EconomyFact(Struct, frozen=True, omit_defaults=True):
    """A fact that waits to be shipped; its number is unique within its service.

    `subject` asked for it under `key`, which is empty where nobody did. Both name its trace,
    unless its client began one: `trace` is its `traceparent`.
    """

    service: str
    number: int
    subject: str
    kind: str
    body: Any
    at: datetime
    key: str = ""
    trace: str = ""
