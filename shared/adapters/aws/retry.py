"""Decides which failures are worth a retry, and limits the retries of a process."""

from __future__ import annotations

from threading import Lock

from shared.adapters.answering import code_of, is_no_answer

MOST_TRIES = 3

CAPACITY = 500
COST = 5
"""Tokens of one retry, as in the SDKs' standard mode: a hundred retries at once, then one for each
five successes."""


class RetryBudget:
    """A token bucket: when most calls fail, few are retried. Thread-safe."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._tokens = capacity
        self._lock = Lock()

    def spend(self) -> bool:
        """Take the tokens of a retry; return whether there were enough."""
        with self._lock:
            if self._tokens < COST:
                return False
            self._tokens -= COST
            return True

    def succeed(self) -> None:
        """Return one token to the bucket."""
        if self._tokens >= self._capacity:
            return
        with self._lock:
            self._tokens = min(self._capacity, self._tokens + 1)


def is_worth_a_repeat(error: BaseException) -> bool:
    """Return whether the same request may succeed later.

    For a cancelled transaction, its sender decides by the reasons.
    """
    return is_no_answer(error) and code_of(error) != "TransactionCanceledException"
