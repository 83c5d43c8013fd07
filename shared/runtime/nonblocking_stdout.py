"""Makes standard output non-blocking: writing a line never waits for the reader.

A pipe or a terminal without a reader fills up, and then a plain write blocks its thread.
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
"""Maximum pieces of text that wait to be read; later ones are dropped."""

LINGER_SECONDS = 1.0
"""Seconds for which an ending process waits until its last lines are read."""


def lost_line(pieces: int) -> str:
    """Return a line that tells the number of pieces that were dropped before it."""
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
    """A text stream onto a file descriptor; `lost` counts the dropped pieces.

    Its thread writes to the descriptor itself: without a reader, a buffer would hold a lock that
    the interpreter needs to exit.
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
        """Wait up to `LINGER_SECONDS` until all lines are read."""
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
            except OSError:  # the reader is gone
                self.lost += 1


@contextmanager
def unwaiting_output() -> Iterator[None]:
    """Make this process's output non-blocking within the context."""
    with ExitStack() as kept:
        for stream, redirect in ((sys.stdout, redirect_stdout), (sys.stderr, redirect_stderr)):
            stream.flush()
            loose = Unwaiting(stream.fileno())
            kept.callback(loose.end)
            kept.enter_context(redirect(loose))
        yield
