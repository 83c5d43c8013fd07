"""Reports the progress of a stage's start."""

from __future__ import annotations


class Progress:
    """Gets each step's begin and end; this class prints nothing."""

    def begin(self, step: str) -> None:
        """Note that a step begins."""

    def done(self, step: str, seconds: float) -> None:
        """Note that a step is done, and its duration."""
