"""Views in memory, for tests."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import Any

from msgspec.json import decode, encode


class InMemoryViews:
    def __init__(self) -> None:
        self._kinds: dict[str, dict[str, tuple[int, bytes]]] = {}
        self._lock = Lock()

    def put(self, kind: str, key: str, picture: Any, position: int = 0) -> None:
        """Store a JSON value unless one of a later position is there."""
        with self._lock:
            pictures = self._kinds.setdefault(kind, {})
            if key not in pictures or pictures[key][0] <= position:
                pictures[key] = (position, encode(picture))

    def get(self, kind: str, key: str) -> Any | None:
        with self._lock:
            found = self._kinds.get(kind, {}).get(key)
        return None if found is None else decode(found[1])

    def list(self, kind: str, *, newest: int = 50) -> Iterable[Any]:
        with self._lock:
            pictures = dict(self._kinds.get(kind, {}))
        return [decode(pictures[key][1]) for key in sorted(pictures, reverse=True)[:newest]]
