"""Threads for the economy's routes alone, that a database which says nothing keeps from no other.

All other routes share the framework's forty, the check of health among them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from inspect import iscoroutinefunction
from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi.routing import APIRoute

from shared.application.economy.ports import EconomyUnavailable

AT_ONCE = 16
"""Twice the connections of a process, at most: a thread does more than to hold one."""


class Outages:
    """A request that gets no answer is the answer for all that wait for a thread meanwhile."""

    def __init__(self) -> None:
        self._places = CapacityLimiter(AT_ONCE)
        self._count = 0

    async def run[T](self, work: Callable[[], T]) -> T:
        """Do it in a thread when there is one, or raise EconomyUnavailable."""
        return await to_thread.run_sync(self._do, work, self._count, limiter=self._places)

    def _do[T](self, work: Callable[[], T], known: int) -> T:
        if self._count != known:
            raise EconomyUnavailable("away for one before")
        try:
            return work()
        except EconomyUnavailable:
            self._count += 1
            raise


_outages = Outages()


class EconomyRoute(APIRoute):
    """Is a route of any other kind but for where it waits."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **more: Any) -> None:
        super().__init__(path, _apart(endpoint), **more)


def _apart(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    if iscoroutinefunction(endpoint):  # it was wrapped when its router had it
        return endpoint

    @wraps(endpoint)
    async def run(**arguments: Any) -> Any:
        return await _outages.run(partial(endpoint, **arguments))

    return run
