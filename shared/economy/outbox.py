"""The facts by which the economy informs the rest of Rumpus."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct


class EconomyFact(Struct, frozen=True, omit_defaults=True):
    """A fact that waits to be shipped; its number is unique within its service.

    `subject` ordered it under the idempotency `key`, which is empty if it had no order. Both name
    its trace, unless the client began one: then `trace` is the client's `traceparent`.
    """

    service: str
    number: int
    subject: str
    kind: str
    body: Any
    at: datetime
    key: str = ""
    trace: str = ""
