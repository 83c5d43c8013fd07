"""Failed records in memory, for tests."""

from __future__ import annotations

from typing import Any


class InMemoryFailedRecords:
    """`kept` maps (workload, name) to (record, reason)."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], tuple[Any, str]] = {}

    def keep(self, workload: str, name: str, record: Any, reason: str) -> None:
        self.kept[workload, name] = (record, reason)
