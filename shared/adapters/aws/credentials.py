"""Keeps the process's AWS credentials, and fetches them again before they expire."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from msgspec import Struct

from shared.adapters.aws.errors import NoAnswer

EARLY = timedelta(minutes=5)
"""Time before their expiry at which credentials are renewed."""

AGAIN = timedelta(seconds=10)
"""Time until the next try after a failed renewal, while the old credentials are still valid."""


class Credentials(Struct, frozen=True):
    """The keys that sign a request; `expires` is None if time does not limit them."""

    key: str
    secret: str
    token: str = ""
    expires: datetime | None = None


class RenewedCredentials:
    """The newest credentials of a source, fetched on first use. Thread-safe."""

    def __init__(self, fetch: Callable[[], Credentials], now: Callable[[], datetime]) -> None:
        self._fetch = fetch
        self._now = now
        self._kept: Credentials | None = None
        self._renewal: datetime | None = None
        self._fetching = Lock()

    def current(self) -> Credentials:
        """Return credentials that have not expired; raise what the source raises."""
        kept, renewal = self._kept, self._renewal
        if kept is None:
            return self.renewed(None)
        if renewal is None or (now := self._now()) < renewal:
            return kept
        try:
            return self.renewed(kept)
        except NoAnswer:
            if kept.expires is None or kept.expires <= now:
                raise
            self._renewal = now + AGAIN
            return kept

    def renewed(self, refused: Credentials | None) -> Credentials:
        """Return other credentials than the refused ones; only one of many threads fetches them."""
        with self._fetching:
            if self._kept is None or self._kept is refused:
                self._kept = fetched = self._fetch()
                self._renewal = fetched.expires and fetched.expires - EARLY
            return self._kept
