"""Sessions in memory: the Valkey adapter's twin for tests."""

from __future__ import annotations

from datetime import datetime
from threading import Lock

from msgspec import Struct
from msgspec.json import Decoder, encode
from msgspec.structs import replace

from shared.adapters.memory.coordination import InMemoryCoordination
from shared.application.players.pace import Counted, Pace, count
from shared.application.players.ports import SessionOver
from shared.kernel.moments import milliseconds

KEPT_MS = 130 * 60_000


class _Known(Struct, frozen=True):
    pace: Pace = Pace()
    over: bool = False


_read_known = Decoder(_Known).decode


class InMemorySessions:
    """Unavailable, or emptied, together with the store that it is made with."""

    def __init__(self, store: InMemoryCoordination) -> None:
        self._store = store
        self._lock = Lock()

    def open(self, connection: str, seen_at: datetime | None = None) -> None:
        with self._lock:
            if self._known(connection) is None:
                seen = 0 if seen_at is None else milliseconds(seen_at)
                self._keep(connection, _Known(Pace(seen_at=seen)))

    def count(self, connection: str, now: datetime, *, good: bool) -> Counted | None:
        with self._lock:
            known = self._known(connection)
            if known is None:
                return None
            if known.over:
                raise SessionOver(connection)
            pace, counted = count(known.pace, milliseconds(now), good=good)
            self._keep(connection, replace(known, pace=pace))
            return counted

    def end(self, connection: str) -> None:
        with self._lock:
            self._keep(connection, _Known(over=True))

    def is_over(self, connection: str) -> bool:
        known = self._known(connection)
        return known is not None and known.over

    def _known(self, connection: str) -> _Known | None:
        held = self._store.get(f"session:{connection}")
        return None if held is None else _read_known(held)

    def _keep(self, connection: str, known: _Known) -> None:
        self._store.put(f"session:{connection}", encode(known), KEPT_MS)
