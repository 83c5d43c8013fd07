"""Output that holds nobody up: who writes a line never waits for who reads it.

A pipe or a terminal that nobody reads fills up, and then a plain write stops its thread.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout, suppress
from queue import Full, Queue
from threading import Thread
from typing import override

from shared.runtime.envelope import LogLine, written
from shared.runtime.observability import milliseconds
from shared.runtime.settings import workload_name

KEPT = 10_000
"""Pieces of text that wait to be read; what comes after them is lost."""

LINGER_SECONDS = 1.0
"""How long the end of a process waits for its last lines to be read."""


def lost_line(pieces: int) -> str:
    """Return a line that says how many pieces were lost before it."""
    return written(
        LogLine(
            at=milliseconds(),
            workload=workload_name(),
            level="WARNING",
            message="output had no room",
            count=pieces,
        )
    )


class Unwaiting(io.TextIOBase):
    """A text stream onto a file descriptor; `lost` counts the pieces that found no room.

    Its thread writes to the descriptor itself: a buffer would hold a lock that the interpreter's
    end needs, also while nobody reads.
    """

    def __init__(self, descriptor: int) -> None:
        self.lost = 0
        self._descriptor = descriptor
        self._waiting: Queue[str | None] = Queue(KEPT)
        self._writer = Thread(target=self._pass_on, name="output", daemon=True)
        self._writer.start()

    @override
    def write(self, text: str, /) -> int:
        try:
            self._waiting.put_nowait(text)
        except Full:
            self.lost += 1
        return len(text)

    def end(self) -> None:
        """Wait a moment until everything was read."""
        with suppress(Full):
            self._waiting.put(None, timeout=LINGER_SECONDS)
            self._writer.join(LINGER_SECONDS)

    def _pass_on(self) -> None:
        told = 0
        while (text := self._waiting.get()) is not None:
            if (missing := self.lost - told) and text.endswith("\n"):
                text += lost_line(missing)
                told += missing
            data = text.encode(errors="backslashreplace")
            try:
                while data:
                    data = data[os.write(self._descriptor, data) :]
            except OSError:  # nobody will read it any more
                self.lost += 1


@contextmanager
def unwaiting_output() -> Iterator[None]:
    """Let the logs and metrics of this process go their own way."""
    with ExitStack() as kept:
        for stream, redirect in ((sys.stdout, redirect_stdout), (sys.stderr, redirect_stderr)):
            stream.flush()
            loose = Unwaiting(stream.fileno())
            kept.callback(loose.end)
            kept.enter_context(redirect(loose))
        yield
