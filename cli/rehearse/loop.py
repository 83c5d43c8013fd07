"""A loop in virtual time: calls what is due in order, and lets the clock jump to it."""

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
        """A time that is over is now."""
        heappush(self._due, (max(self.now, time), next(self._numbers), call))

    def after(self, seconds: float, call: Call) -> None:
        heappush(self._due, (self.now + seconds, next(self._numbers), call))

    def outside(self, seconds: float, call: Call) -> None:
        """Call when a store has done what it was asked."""
        self.after(seconds, call)

    def skip(self, seconds: float) -> bool:
        """Let time pass at once, if nothing is due until then; say whether it has."""
        then = self.now + seconds
        if self._due and self._due[0][0] <= then:
            return False
        self.now = then
        return True

    def run(self, is_over: Callable[[], bool] | None = None) -> None:
        """Return when nothing is due any more, or when it is over."""
        due = self._due
        while due and (is_over is None or not is_over()):
            self.now, _, call = heappop(due)
            call()


class Process:
    """The loop as one process has it: it may stand still for a while, or die.

    What is due meanwhile comes when it goes on. Once it is dead nothing comes any more, but a store
    still does what it was asked.
    """

    def __init__(self, loop: Loop) -> None:
        self.is_dead = False
        self._loop = loop
        self._still_until = self._still_at_write = 0.0

    @property
    def now(self) -> float:
        return self._loop.now

    def at(self, time: float, call: Call) -> None:
        self._loop.at(time, lambda: self._call(call))

    def after(self, seconds: float, call: Call) -> None:
        self.at(self.now + seconds, call)

    def outside(self, seconds: float, call: Call) -> None:
        """Call when a store has done what it was asked, whether anybody waits for it or not."""

        def done() -> None:
            if self.is_dead:
                call()
            else:
                self._call(call)

        if self._still_at_write:
            self._still_until = self.now + self._still_at_write
            self._still_at_write = 0.0
        self._loop.after(seconds, done)

    def stand_still_at_write(self, seconds: float) -> None:
        """Stand still after the next decision, before what it decided is written."""
        self._still_at_write = seconds

    def _call(self, call: Call) -> None:
        if self.is_dead:
            return
        if self.now < self._still_until:
            self.at(self._still_until, call)
        else:
            call()


type Host = Loop | Process


class Core:
    """A processor that does one thing after the other; `busy` are the seconds that it worked."""

    def __init__(self, loop: Host) -> None:
        self._loop = loop
        self._free = 0.0
        self.busy = 0.0

    @property
    def behind(self) -> float:
        """Seconds of work that were given to it and are not done."""
        return max(self._free - self._loop.now, 0.0)

    def work(self, seconds: float, call: Call, later: float = 0.0) -> None:
        """Call so much later than this work is done, behind all that was given before."""
        self._free = max(self._free, self._loop.now) + seconds
        self.busy += seconds
        self._loop.at(self._free + later, call)
