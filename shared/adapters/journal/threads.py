"""Gives a writer of journals its threads, conditions and clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from threading import Condition, Event, Lock, Thread
from time import monotonic


class Threads:
    """Real threads. A drill passes others, which take turns in virtual time."""

    def now(self) -> float:
        """Return monotonic seconds."""
        return monotonic()

    def lock(self) -> AbstractContextManager[object]:
        return Lock()

    def event(self) -> Event:
        return Event()

    def condition(self) -> Condition:
        return Condition()

    def start(self, duty: Callable[[], object]) -> Callable[[], None]:
        """Run a duty in a thread; return a function that waits for its end."""
        thread = Thread(target=duty, daemon=True)
        thread.start()
        return thread.join

    def each[T](self, at_once: int, work: Callable[[T], object], items: Iterable[T]) -> None:
        """Do `work` for each item, `at_once` in parallel; raise the first exception."""
        with ThreadPoolExecutor(at_once) as pool:
            list(pool.map(work, items))
