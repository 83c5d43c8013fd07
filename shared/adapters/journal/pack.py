"""Holds commits that are written in one entry, and lets callers wait for them."""

from __future__ import annotations

from threading import Event

from shared.application.commands.ports import LogUnavailable
from shared.wire.packed import Prepared


class Pack:
    """Settled when its entry is acknowledged, or when its outcome will stay unknown."""

    def __init__(self, done: Event | None = None) -> None:
        self.commits: list[Prepared] = []
        self.lines: list[int] = []
        self.failure: LogUnavailable | None = None
        self._done = done or Event()

    def settle(self, failure: LogUnavailable | None = None) -> None:
        """Wake all waiting threads."""
        self.failure = failure
        self._done.set()

    def wait(self, seconds: float) -> LogUnavailable | None:
        """Return why its commits may not be written, or None once they are acknowledged."""
        if not self._done.wait(seconds):
            return LogUnavailable("the journal does not answer in time")
        return self.failure
