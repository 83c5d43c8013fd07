"""What a writer of journals has of its machine: threads that wait for each other, and a clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from threading import Condition, Event, Lock, Thread
from time import monotonic


class Threads:
    """Real ones. A drill gives others, which take turns in virtual time."""

    def now(self) -> float:
        """Return seconds that never go back."""
        return monotonic()

    def lock(self) -> AbstractContextManager[object]:
        return Lock()

    def event(self) -> Event:
        return Event()

    def condition(self) -> Condition:
        return Condition()

    def start(self, duty: Callable[[], object]) -> Callable[[], None]:
        """Run a duty beside all others; return what waits for its end."""
        thread = Thread(target=duty, daemon=True)
        thread.start()
        return thread.join

    def each[T](self, at_once: int, work: Callable[[T], object], items: Iterable[T]) -> None:
        """Do the same for each, so many side by side; raise what one of them raised."""
        with ThreadPoolExecutor(at_once) as pool:
            list(pool.map(work, items))
