"""Work of a gateway that waits for a store: so much at once, the rest in line, within bounds."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from cli.rehearse.loop import Call, Host
from functions.ws.gateway.limits import Bounds

type Work = Callable[[Call], object]
"""Is given what to call when it is done."""


class Line:
    """As `functions.ws.gateway.work_queue`: what has waited too long is refused."""

    def __init__(self, loop: Host, bounds: Bounds) -> None:
        self._loop, self._bounds = loop, bounds
        self._waiting: deque[tuple[float, Work, Call]] = deque()
        self._at_once = 0

    def enter(self, work: Work, refused: Call) -> None:
        if len(self._waiting) >= self._bounds.in_line:
            refused()
            return
        self._waiting.append((self._loop.now, work, refused))
        self._next()

    def _next(self) -> None:
        while self._waiting and self._at_once < self._bounds.at_once:
            since, work, refused = self._waiting.popleft()
            if self._loop.now - since > self._bounds.seconds:
                refused()
                continue
            self._at_once += 1
            work(self._done)

    def _done(self) -> None:
        self._at_once -= 1
        self._next()
