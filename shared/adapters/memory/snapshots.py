"""The last snapshot of each writer of a journal, in memory."""

from __future__ import annotations


class InMemorySnapshots:
    def __init__(self) -> None:
        self._snapshots: dict[str, bytes] = {}

    def write(self, incarnation: str, data: bytes) -> None:
        self._snapshots[incarnation] = data

    def read(self, incarnation: str) -> bytes | None:
        return self._snapshots.get(incarnation)
