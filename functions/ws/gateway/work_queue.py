"""Work that waits for a store: a bounded number at once, and a line bounded in length and time.

Each kind has its own, so that a slow store blocks no threads of other kinds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from msgspec import Struct

from functions.ws.gateway.limits import Bounds
from shared.application.ports import Overloaded
from shared.realtime.come_back import Turns


class _Entry(Struct, frozen=True):
    work: Callable[[], Any]
    then: Callable[[Any], None]
    wanted: Callable[[], bool]
    since: float


class Clock(Protocol):
    """The clock of an event loop, in seconds."""

    def time(self) -> float: ...


class Pool(Protocol):
    """Threads, and the loop on which their results are received."""

    queues: list[WorkQueue]

    @property
    def loop(self) -> Clock: ...
    def later[T](self, work: Callable[[], T], then: Callable[[T | Exception], None]) -> None: ...


class WorkQueue:
    """Runs work in order of arrival; belongs to the loop's thread.

    `then` is called with the result of the work, or with Overloaded if it was never begun: work
    that, by the length of recent work, would wait too long is refused at once.
    """

    def __init__(self, host: Pool, bounds: Bounds) -> None:
        self._host = host
        self._bounds = bounds
        self._line: deque[_Entry] = deque()
        self._under_way = 0
        self._turns = Turns(bounds.at_once)
        host.queues.append(self)

    @property
    def wait(self) -> float:
        """Seconds that new work will wait, by the length of recent work."""
        return self._turns.wait(len(self._line))

    def come_back(self) -> float:
        """Return after how many seconds the next refused client shall return."""
        return self._turns.turn_away(len(self._line), self._host.loop.time())

    def enter[T](
        self,
        work: Callable[[], T],
        then: Callable[[T | Exception], None],
        wanted: Callable[[], bool],
    ) -> None:
        """Run work in the pool when it is its turn, if it is still wanted then."""
        entry = _Entry(work, then, wanted, self._host.loop.time())
        if self._under_way < self._bounds.at_once:
            self._begin(entry)
        elif len(self._line) < self._bounds.in_line and self.wait <= self._bounds.seconds:
            self._line.append(entry)
        else:
            then(Overloaded(self.come_back()))

    def expire(self) -> None:
        """Refuse work that has waited too long: a store may not answer at all."""
        latest = self._host.loop.time() - self._bounds.seconds
        while self._line and self._line[0].since < latest:
            self._turn_away(self._line.popleft())

    def turn_away_all(self) -> None:
        """Refuse all waiting work."""
        line, self._line = self._line, deque()
        for entry in line:
            self._turn_away(entry)

    def _turn_away(self, entry: _Entry) -> None:
        entry.then(Overloaded(self.come_back()))

    def _begin(self, entry: _Entry) -> None:
        self._under_way += 1
        self._host.later(entry.work, partial(self._done, entry.then, self._host.loop.time()))

    def _done(self, then: Callable[[Any], None], began: float, result: object) -> None:
        self._under_way -= 1
        self._turns.took(self._host.loop.time() - began)
        then(result)
        self.expire()
        while self._line and self._turns.wait(len(self._line) - 1) > self._bounds.seconds:
            self._turn_away(self._line.pop())
        while self._line and self._under_way < self._bounds.at_once:
            entry = self._line.popleft()
            if entry.wanted():
                self._begin(entry)
            else:
                entry.then(Overloaded(self.wait))  # its client is gone
