"""Virtual time: what is due is called in its order, and the clock jumps to it."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

type Call = Callable[[], object]


class Loop:
    """Of two calls that are due at the same time, the one that was asked for first comes first."""

    def __init__(self) -> None:
        self.now = 0.0
        self._due: list[tuple[float, int, Call]] = []
        self._numbers = count()

    def at(self, time: float, call: Call) -> None:
        heappush(self._due, (max(time, self.now), next(self._numbers), call))

    def after(self, seconds: float, call: Call) -> None:
        self.at(self.now + seconds, call)

    def run(self, is_over: Callable[[], bool] = lambda: False) -> None:
        """Return when nothing is due any more, or when it is over."""
        while self._due and not is_over():
            self.now, _, call = heappop(self._due)
            call()


class Core:
    """A processor that does one thing after the other; `busy` are the seconds that it worked."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._free = 0.0
        self.busy = 0.0

    def work(self, seconds: float, call: Call) -> None:
        """Call when this work is done, behind all that was given before."""
        self._free = max(self._free, self._loop.now) + seconds
        self.busy += seconds
        self._loop.at(self._free, call)
