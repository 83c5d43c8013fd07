"""What a process that writes journals tells of itself."""

from __future__ import annotations

from msgspec import Struct

from shared.application.commands.ports import LogUnavailable


class Figures(Struct, frozen=True):
    """What became of a process lately; times are seconds."""

    slowest_put: float
    beat_age: float
    deposed: int
    unowned: int
    facts_waiting: int
    slots: int
    segment_age: float
    """Since the own journal was last kept in segments; 0 without any."""


class NotOwner(LogUnavailable):
    """Another process writes the stream; `owner` is its incarnation."""

    def __init__(self, owner: str) -> None:
        super().__init__(f"{owner} writes this stream")
        self.owner = owner
