"""A loop that does later what it is told to, when a test says that the time has come."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from typing import Any


class Delayed:
    def __init__(self) -> None:
        self.now = 0.0
        self._order = count()
        self._due: list[tuple[float, int, Callable[..., object], tuple[Any, ...]]] = []

    def call_later[*Ts](self, delay: float, callback: Callable[[*Ts], object], *args: *Ts) -> None:
        heappush(self._due, (self.now + delay, next(self._order), callback, args))

    def pass_seconds(self, seconds: float) -> None:
        """Do all that falls due meanwhile, each at its time."""
        until = self.now + seconds
        while self._due and self._due[0][0] <= until:
            self.now, _, callback, args = heappop(self._due)
            callback(*args)
        self.now = until
