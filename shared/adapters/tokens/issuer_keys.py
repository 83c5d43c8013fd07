"""Caches the keys that an issuer publishes, so that its outages delay no other request."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from threading import Lock

import jwt

from shared.adapters.tokens.discovery import IssuerUnavailable, jwks_uri

TIMEOUT_SECONDS = 3

FRESH_SECONDS = 300
"""Age in seconds from which keys are fetched again."""

KEPT_SECONDS = 3600
"""Age in seconds from which keys are not trusted any more, even if the issuer is unavailable."""

ASKED_AGAIN_SECONDS = 10
"""Minimum seconds between two requests to an issuer, whether it answers or not, and whatever keys
tokens name."""


class IssuerKeys:
    """One thread fetches; the others use the cached keys, or get IssuerUnavailable at once.

    They wait for the fetch only if the issuer has answered so far and the key is not cached.
    """

    def __init__(self, issuer: str, clock: Callable[[], float]) -> None:
        self._issuer = issuer
        self._clock = clock
        self._keys: dict[str, jwt.PyJWK] = {}
        self._asked_at = self._answered_at = -inf
        self._asking = Lock()

    def get(self, key_id: str) -> jwt.PyJWK:
        """Return a key; raise IssuerUnavailable, or PyJWKClientError if there is none."""
        found = self._known(key_id)
        if self._is_due(found):
            waits = found is None and not self._is_away()
            if self._asking.acquire(timeout=2 * TIMEOUT_SECONDS if waits else 0):
                try:
                    if self._is_due(self._known(key_id)):
                        self._ask()
                finally:
                    self._asking.release()
                found = self._known(key_id)
            elif found is None:
                raise IssuerUnavailable(self._issuer)
        if found is not None:
            return found
        if self._is_away():
            raise IssuerUnavailable(self._issuer)
        raise jwt.PyJWKClientError(f"{self._issuer} has no such key")

    def _known(self, key_id: str) -> jwt.PyJWK | None:
        kept = self._clock() - self._answered_at < KEPT_SECONDS
        return self._keys.get(key_id) if kept else None

    def _is_due(self, found: jwt.PyJWK | None) -> bool:
        now = self._clock()
        stale = found is None or now - self._answered_at >= FRESH_SECONDS
        return stale and now - self._asked_at >= ASKED_AGAIN_SECONDS

    def _is_away(self) -> bool:
        return self._answered_at < self._asked_at

    def _ask(self) -> None:
        try:
            keys = _published(self._issuer)
        except IssuerUnavailable:
            self._asked_at = self._clock()
        else:
            self._keys = {str(key.key_id): key for key in keys}
            self._asked_at = self._answered_at = self._clock()


def _published(issuer: str) -> list[jwt.PyJWK]:
    client = jwt.PyJWKClient(
        jwks_uri(issuer, TIMEOUT_SECONDS), cache_jwk_set=False, timeout=TIMEOUT_SECONDS
    )
    try:
        return client.get_signing_keys()
    except (jwt.PyJWTError, OSError, ValueError, RecursionError) as error:
        raise IssuerUnavailable(issuer) from error
