"""Counts callers ahead, so that most requests ask the store for no limit."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from shared.application.players.limit import Limit, check_rate
from shared.application.ports import Ports

SHARES = 10
"""Of a burst, which all of them can be divided by."""


class Prepaid:
    """Counts a tenth of a burst in the store at once, and then lets so many pass without asking.

    For a process to which the same callers come again and again. What it has counted and not let
    pass yet is kept for the callers of late; so each such process may refuse a tenth of a burst
    too early, or let it pass later. Safe for threads.
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
