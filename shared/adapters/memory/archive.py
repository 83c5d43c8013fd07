"""The archive in memory, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.json import decode, encode


class InMemoryArchive:
    """`kept` maps names to rows as JSON values."""

    def __init__(self) -> None:
        self.kept: dict[str, list[Any]] = {}

    def keep(self, name: str, rows: Sequence[Any]) -> None:
        self.kept[name] = decode(encode(rows))
