"""Which failures are worth a repeat, and how many repeats a process may make."""

from __future__ import annotations

from threading import Lock

from shared.adapters.answering import code_of, is_no_answer

MOST_TRIES = 3

CAPACITY = 500
COST = 5
"""As in the SDKs' standard mode: a hundred repeats at once, then one for each five successes."""


class RetryBudget:
    """A token bucket: when most calls fail, few are repeated. Safe for threads."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._tokens = capacity
        self._lock = Lock()

    def spend(self) -> bool:
        """Take the tokens of a repeat, if there are so many."""
        with self._lock:
            if self._tokens < COST:
                return False
            self._tokens -= COST
            return True

    def succeed(self) -> None:
        """Give one token back."""
        if self._tokens >= self._capacity:
            return
        with self._lock:
            self._tokens = min(self._capacity, self._tokens + 1)


def is_worth_a_repeat(error: BaseException) -> bool:
    """Say whether the same request may succeed later.

    A cancelled transaction is decided by its reasons, and by those who sent it.
    """
    return is_no_answer(error) and code_of(error) != "TransactionCanceledException"
