"""Players who wait for a match, in memory: the Valkey adapter's twin for tests."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from threading import Lock


class InMemoryWaitingRoom:
    """`flush()` empties it, as FLUSHALL does."""

    def __init__(self) -> None:
        self._values: dict[str, dict[str, bytes]] = {}
        self._lock = Lock()

    def flush(self) -> None:
        self._values.clear()

    def read(self, game: str) -> Mapping[str, bytes]:
        with self._lock:
            return dict(self._values.get(game, {}))

    def get(self, game: str, names: Sequence[str]) -> list[bytes | None]:
        with self._lock:
            return [self._values.get(game, {}).get(name) for name in names]

    def change(
        self,
        game: str,
        *,
        needs: Mapping[str, bytes] | None = None,
        drop: Collection[str] = (),
        put: Mapping[str, bytes] | None = None,
    ) -> bool:
        with self._lock:
            values = self._values.setdefault(game, {})
            if any(values.get(name, b"") != value for name, value in (needs or {}).items()):
                return False
            for name in drop:
                values.pop(name, None)
            values.update(put or {})
            return True
