"""Blocking code in virtual time: tasks of which one runs at a time, until it waits."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, Thread

from cli.rehearse.loop import Loop


class Killed(BaseException):
    """The process of a task is gone: nothing catches it, and no later step is taken."""


class Process:
    """Where tasks run: dead or alive, or standing still until a time of the loop.

    `call` numbers what it does now.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_alive = True
        self.stands_until = 0.0
        self.call = 0


type Line = list[Callable[[], None]]
"""Calls that each wake one task that waits for another."""


class _Task:
    """A thread that has the loop's turn or waits for it."""

    def __init__(
        self, process: Process, work: Callable[[], object], done: Callable[[bool], object]
    ) -> None:
        self.process, self.done = process, done
        self.fault: BaseException | None = None
        self.is_over = False
        self.turn, self.back = Lock(), Lock()
        self.turn.acquire()
        self.back.acquire()
        self._work = work
        Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        self.turn.acquire()
        try:
            self._work()
        except BaseException as fault:  # noqa: BLE001 - raised again on the loop's thread
            self.fault = fault
        self.is_over = True
        self.back.release()


class Tasks:
    """A task has the loop's turn until it waits or ends.

    So code that blocks runs as it is, and calls of it overlap as those of threads do. The order is
    the loop's: the same every time.
    """

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._running: _Task | None = None
        self._waiting: Line = []

    def start(
        self, process: Process, work: Callable[[], object], done: Callable[[bool], object]
    ) -> None:
        """Begin soon. `done` is told whether the work came to its end before its process did."""
        task = _Task(process, work, done)
        self._loop.after(0, lambda: self._resume(task))

    def sleep(self, seconds: float) -> None:
        """Let time pass in a task; raise Killed if its process does not live to see it."""
        task = self._current()
        process = task.process
        goes_on = process.is_alive and process.stands_until <= self._loop.now
        if goes_on and self._loop.skip(seconds):
            return  # nobody else does anything until then: it keeps the turn, which is dear
        self._loop.after(seconds, lambda: self._resume(task))
        self._pause(task)

    def wait(self, line: Line, seconds: float | None = None) -> None:
        """Wait in line until another task wakes this one, or for so long; raise Killed likewise."""
        task = self._current()

        def wake() -> None:
            """Come from the line, the clock or the end, whichever is first."""
            if wake in self._waiting:
                self._waiting.remove(wake)
                self._loop.after(0, lambda: self._resume(task))

        line.append(wake)
        self._waiting.append(wake)
        if seconds is not None:
            self._loop.after(seconds, wake)
        try:
            self._pause(task)
        finally:
            if wake in line:
                line.remove(wake)

    def end(self) -> None:
        """Wake all who wait, so that those whose process is gone come to their end."""
        for wake in [*self._waiting]:
            wake()

    def _current(self) -> _Task:
        assert self._running is not None, "only a task can wait"
        return self._running

    def _pause(self, task: _Task) -> None:
        """Give the turn back until this task is resumed and its process goes on."""
        self._yield(task)
        while task.process.is_alive and task.process.stands_until > self._loop.now:
            self._loop.at(task.process.stands_until, lambda: self._resume(task))
            self._yield(task)
        if not task.process.is_alive:
            raise Killed

    def _yield(self, task: _Task) -> None:
        task.back.release()
        task.turn.acquire()

    def _resume(self, task: _Task) -> None:
        self._running = task
        task.turn.release()
        task.back.acquire()
        self._running = None
        if not task.is_over:
            return
        if task.fault is not None and not isinstance(task.fault, Killed):
            raise task.fault
        task.done(task.fault is None)
