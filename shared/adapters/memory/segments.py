"""Segments in memory: the S3 adapter's twin."""

from __future__ import annotations

from collections.abc import Sequence

from shared.adapters.journal.segments import Name


class InMemorySegments:
    """Lives as long as its process. Thread-safe."""

    def __init__(self) -> None:
        self._kept: dict[Name, bytes] = {}

    def names(self, incarnation: str) -> Sequence[Name]:
        return [each for each in list(self._kept) if each.incarnation == incarnation]

    def write(self, name: Name, data: bytes) -> None:
        self._kept[name] = data

    def read(self, name: Name, offset: int, size: int) -> bytes:
        data = self._kept[name]
        return data[offset:] if offset < 0 else data[offset : offset + size]
