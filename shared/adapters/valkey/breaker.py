"""Stops asking a store that does not answer, and turns its errors into CacheUnavailable."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from hiredis import HiredisError

from shared.application.ports import CacheUnavailable


class Breaker:
    """A circuit breaker: opens after `failures` in a row, and lets one call probe every `seconds`.

    A probe that succeeds closes it. Share one for each store; thread-safe. `monotonic` returns
    seconds.
    """

    def __init__(
        self, monotonic: Callable[[], float], *, failures: int = 3, seconds: float = 3.0
    ) -> None:
        self._monotonic = monotonic
        self._limit = failures
        self._seconds = seconds
        self._failures = 0
        self._retry_at = 0.0
        self._lock = Lock()

    @property
    def is_open(self) -> bool:
        return self._failures >= self._limit

    def call[**P, T](self, attempt: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the attempt's result; raise CacheUnavailable if it fails or this is open."""
        self._admit()
        try:
            result = attempt(*args, **kwargs)
        except (HiredisError, OSError) as error:
            self._failed()
            raise CacheUnavailable(str(error)) from error
        self._failures = 0
        return result

    def _admit(self) -> None:
        if not self.is_open:  # the usual case needs no lock
            return
        with self._lock:
            if self.is_open:
                if self._monotonic() < self._retry_at:
                    raise CacheUnavailable("the breaker is open")
                self._retry_at = self._monotonic() + self._seconds

    def _failed(self) -> None:
        with self._lock:
            self._failures += 1
            self._retry_at = self._monotonic() + self._seconds
