"""Declares what a process that writes journals reports: figures, and NotOwner."""

from __future__ import annotations

from msgspec import Struct

from shared.application.commands.ports import LogUnavailable


class Figures(Struct, frozen=True):
    """Figures of a process since they were last read; times are seconds."""

    slowest_put: float
    beat_age: float
    deposed: int
    unowned: int
    facts_waiting: int
    slots: int
    segment_age: float
    """Seconds since this process's journal was last copied into segments; 0 without segments."""


class NotOwner(LogUnavailable):
    """Raised because another process writes the stream; `owner` is its incarnation."""

    def __init__(self, owner: str) -> None:
        super().__init__(f"{owner} writes this stream")
        self.owner = owner
