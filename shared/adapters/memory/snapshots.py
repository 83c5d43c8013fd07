"""The last snapshot of each writer of a journal, in memory."""

from __future__ import annotations

from typing import IO


class InMemorySnapshots:
    def __init__(self) -> None:
        self._snapshots: dict[str, bytes] = {}

    def write(self, incarnation: str, data: IO[bytes]) -> None:
        self._snapshots[incarnation] = data.read()

    def read(self, incarnation: str, offset: int, size: int) -> bytes:
        data = self._snapshots.get(incarnation, b"")
        return data[offset:] if offset < 0 else data[offset : offset + size]
