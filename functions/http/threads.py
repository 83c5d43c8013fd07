"""Threads in which requests are answered: one hop there and one back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any

type _Work = Callable[[], Any]


class Threads:
    """A pool of at most so many threads, started on demand; one loop uses it, and none joins it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made = 0
        self._under_way = 0
        self._work: SimpleQueue[tuple[_Work, asyncio.Future[Any]]] = SimpleQueue()

    @property
    def waiting(self) -> int:
        """The amount of work that no thread has taken yet."""
        return self._work.qsize()

    async def run[T](self, work: Callable[[], T]) -> T:
        """Return what the work returns, or raise what it raises."""
        self._under_way += 1
        if self._made < min(self._under_way, self._most):
            self._made += 1
            Thread(target=self._serve, daemon=True).start()
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._work.put((work, done))
        return await done

    def _serve(self) -> None:
        while True:
            work, done = self._work.get()
            result, fault = None, None
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 - raised where it is waited for
                fault = error
            with suppress(RuntimeError):  # the loop has ended
                done.get_loop().call_soon_threadsafe(self._end, done, result, fault)
            del work, done, result, fault  # an idle thread keeps nothing alive

    def _end(self, done: asyncio.Future[Any], result: object, fault: Exception | None) -> None:
        self._under_way -= 1
        if done.done():  # the caller was cancelled
            return
        if fault is None:
            done.set_result(result)
        else:
            done.set_exception(fault)
