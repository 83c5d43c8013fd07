"""Who we are to AWS: credentials, where they come from, and when they are fetched again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from msgspec import Struct

from shared.adapters.aws.errors import NoAnswer

EARLY = timedelta(minutes=5)
"""So long before they expire, credentials are renewed."""

AGAIN = timedelta(seconds=10)
"""After a renewal that failed, while the old ones are still good."""


class Credentials(Struct, frozen=True):
    """What signs a request; `expires` is None for those that are not renewed by time."""

    key: str
    secret: str
    token: str = ""
    expires: datetime | None = None


class RenewedCredentials:
    """The newest credentials of a source, fetched when they are first needed; safe for threads."""

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
        """Return others than those that were refused: of many threads one fetches them."""
        with self._fetching:
            if self._kept is None or self._kept is refused:
                self._kept = fetched = self._fetch()
                self._renewal = fetched.expires and fetched.expires - EARLY
            return self._kept
