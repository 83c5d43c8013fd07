"""Leases, turns, rate limits and presence in memory: the Valkey adapter's twin for tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from itertools import count
from threading import Lock

from shared.application.ports import CacheUnavailable, Turn
from shared.kernel.moments import milliseconds


class InMemoryCoordination:
    """`down = True` makes it unavailable, `flush()` empties it. Thread-safe."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.down = False
        self._monotonic = monotonic
        self._kept: dict[str, tuple[object, float]] = {}
        self._presence: dict[str, dict[str, datetime]] = {}
        self._tokens = count(1)
        self._lock = Lock()

    def flush(self) -> None:
        """Lose everything, as FLUSHALL does."""
        self._kept.clear()
        self._presence.clear()

    def claim(self, key: str, milliseconds: int) -> str | None:
        with self._lock:
            if self._live(f"claim:{key}") is not None:
                return None
            token = str(next(self._tokens))
            self._keep(f"claim:{key}", token, milliseconds)
            return token

    def release(self, key: str, token: str) -> None:
        with self._lock:
            if self._live(f"claim:{key}") == token:
                del self._kept[f"claim:{key}"]

    def get(self, key: str) -> bytes | None:
        with self._lock:
            value = self._live(f"value:{key}")
            return value if isinstance(value, bytes) else None

    def put(self, key: str, value: bytes, milliseconds: int) -> None:
        with self._lock:
            self._keep(f"value:{key}", value, milliseconds)

    def begin_turn(self, stream: str, newest: int, milliseconds: int) -> Turn | None:
        with self._lock:
            if self._live(f"lease:{stream}") is None:
                token = str(next(self._tokens))
                self._keep(f"lease:{stream}", token, milliseconds)
                return Turn(token, self._cursors(stream))
            if newest > self._word(stream):
                self._keep(f"newest:{stream}", newest, milliseconds)
            return None

    def end_turn(self, stream: str, token: str, cursors: dict[str, int], milliseconds: int) -> int:
        with self._lock:
            if cursors:
                known = self._cursors(stream)
                raised = {name: max(at, known.get(name, at)) for name, at in cursors.items()}
                self._keep(f"cursors:{stream}", known | raised, milliseconds)
            if self._live(f"lease:{stream}") == token:
                del self._kept[f"lease:{stream}"]
            return self._word(stream)

    def spend(self, key: str, burst: int, every_ms: int, now: datetime) -> int:
        with self._lock:
            known = self._live(f"bucket:{key}")
            at = milliseconds(now)
            full_at = max(at, known if isinstance(known, int) else 0) + every_ms
            wait = full_at - at - burst * every_ms
            if wait <= 0:
                self._keep(f"bucket:{key}", full_at, full_at - at)
            return max(0, wait)

    def mark_present(self, channel: str, members: dict[str, datetime], now: datetime) -> None:
        with self._lock:
            present = self._present(channel, now) | members
            self._presence[channel] = {who: until for who, until in present.items() if until > now}

    def mark_absent(self, channel: str, member: str) -> None:
        with self._lock:
            self._check()
            self._presence.get(channel, {}).pop(member, None)

    def present(self, channel: str, now: datetime, sample: int = 100) -> tuple[int, list[str]]:
        with self._lock:
            present = self._present(channel, now)
            self._presence[channel] = present
            return len(present), sorted(present)[: max(0, sample)]

    def _present(self, channel: str, now: datetime) -> dict[str, datetime]:
        self._check()
        members = self._presence.get(channel, {})
        return {who: until for who, until in members.items() if until > now}

    def _cursors(self, stream: str) -> dict[str, int]:
        value = self._live(f"cursors:{stream}")
        return dict(value) if isinstance(value, dict) else {}

    def _word(self, stream: str) -> int:
        value = self._live(f"newest:{stream}")
        return value if isinstance(value, int) else 0

    def _live(self, key: str) -> object | None:
        self._check()
        value, until = self._kept.get(key, (None, 0.0))
        return value if until > self._monotonic() else None

    def _keep(self, key: str, value: object, milliseconds: int) -> None:
        self._check()
        self._kept[key] = (value, self._monotonic() + milliseconds / 1000)

    def _check(self) -> None:
        if self.down:
            raise CacheUnavailable
