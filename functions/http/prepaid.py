"""Counts callers ahead, so that most requests need no call to the store for their limit."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from shared.application.players.limit import Limit, check_rate
from shared.application.ports import Ports

SHARES = 10
"""Share of a burst that is counted ahead: every burst is divisible by it."""


class Prepaid:
    """Counts a tenth of a burst in the store at once, then admits that many without asking.

    It suits a process to which the same callers return. Admissions counted but not yet used are
    kept for recent callers; so each such process may refuse a tenth of a burst too early, or admit
    it later. Safe for threads.
    """

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._left: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    def check(self, ports: Ports, limit: Limit, who: str) -> None:
        """Do what `check_rate` does."""
        key, at_once = f"{limit.name}:{who}", limit.burst // SHARES
        if self._take(key):
            return
        check_rate(ports, limit, who, at_once)
        with self._lock:
            self._left[key] = self._left.get(key, 0) + at_once - 1
            if len(self._left) > self._most:
                self._left.popitem(last=False)

    def _take(self, key: str) -> bool:
        with self._lock:
            left = self._left.get(key, 0)
            if left:
                self._left[key] = left - 1
                self._left.move_to_end(key)
            return left > 0
