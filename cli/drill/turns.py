"""The threads of a process in virtual time: tasks that take turns, and what they wait for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from threading import Condition, Event

from cli.drill.tasks import Line, Process, Tasks
from cli.rehearse.loop import Loop
from shared.adapters.journal.threads import Threads


class Turns(Threads):
    """The threads of one process, which may be killed or stand still."""

    def __init__(self, loop: Loop, tasks: Tasks, process: Process) -> None:
        self._loop, self._tasks, self._process = loop, tasks, process

    def now(self) -> float:
        return self._loop.now

    def lock(self) -> AbstractContextManager[object]:
        return _Lock(self._tasks)

    def event(self) -> Event:
        return _Event(self._tasks)

    def condition(self) -> Condition:
        return _Condition(self._tasks)

    def start(self, duty: Callable[[], object]) -> Callable[[], None]:
        ended = self.event()
        self._tasks.start(self._process, duty, lambda _: ended.set())

        def join() -> None:
            ended.wait()

        return join

    def each[T](self, at_once: int, work: Callable[[T], object], items: Iterable[T]) -> None:
        waiting = iter(items)
        failures: list[Exception] = []

        def go_on() -> None:
            try:
                for each in waiting:
                    work(each)
            except Exception as failure:  # noqa: BLE001 - raised again by who waits
                failures.append(failure)

        for ended in [self.start(go_on) for _ in range(at_once)]:
            ended()
        for failure in failures:
            raise failure


class _Lock:
    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._is_held = False
        self._line: Line = []

    def __enter__(self) -> None:
        while self._is_held:
            self._tasks.wait(self._line)
        self._is_held = True

    def __exit__(self, *_: object) -> None:
        self._is_held = False
        _wake(self._line, 1)


class _Event(Event):
    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._line: Line = []

    def wait(self, timeout: float | None = None) -> bool:
        if not self.is_set():
            self._tasks.wait(self._line, timeout)
        return self.is_set()

    def set(self) -> None:
        super().set()
        _wake(self._line, len(self._line))


class _Condition(Condition):
    """Its lock is real, and never waited for: nobody gives the turn away who holds it."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._line: Line = []

    def wait(self, timeout: float | None = None) -> bool:
        self.release()
        try:
            self._tasks.wait(self._line, timeout)
        finally:
            self.acquire()
        return True

    def notify(self, n: int = 1) -> None:
        _wake(self._line, n)

    def notify_all(self) -> None:
        _wake(self._line, len(self._line))


def _wake(line: Line, count: int) -> None:
    for wake in line[:count]:
        line.remove(wake)
        wake()
