"""Views in memory, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from threading import Lock
from typing import Any

from msgspec.json import decode, encode

from shared.application.ports import FIRST, LAST, Listed


class InMemoryViews:
    def __init__(self) -> None:
        self._kinds: dict[str, dict[str, tuple[int, bytes, Listed | None]]] = {}
        self._lock = Lock()

    def put(
        self,
        kind: str,
        key: str,
        view: Any,
        position: int = 0,
        listed: Listed | None = None,
        *,
        until: datetime | None = None,
        once: bool = False,
    ) -> bool:
        """Store a view as the port says, except that it never expires."""
        del until
        with self._lock:
            views = self._kinds.setdefault(kind, {})
            before = views[key][0] if key in views else -1
            is_later = before < position or (before == position and not once)
            if is_later:
                views[key] = (position, encode(view), listed)
            return is_later

    def get(self, kind: str, key: str) -> Any | None:
        with self._lock:
            found = self._kinds.get(kind, {}).get(key)
        return None if found is None else decode(found[1])

    def listed(
        self, group: str, low: str = FIRST, high: str = LAST, *, newest: bool = False
    ) -> Iterator[Any]:
        with self._lock:
            rows = [row for kind in self._kinds.values() for row in kind.values()]
        found = {
            at.order: view
            for _, view, at in rows
            if at is not None and at.group == group and low <= at.order < high
        }
        return (decode(found[order]) for order in sorted(found, reverse=newest))
