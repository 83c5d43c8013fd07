"""Who is told how far a start of the stage is."""

from __future__ import annotations


class Progress:
    """Told of each step when it begins and when it is done; this one keeps quiet."""

    def begin(self, step: str) -> None:
        """A step begins."""

    def done(self, step: str, seconds: float) -> None:
        """The step has taken so long."""
