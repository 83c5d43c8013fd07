"""Decides how much a host does under load: each level leaves out what is missed least."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct


class Load(Struct, frozen=True):
    """The measured load of a host.

    `late` is how late its event loop is, in seconds; `full` how full its command scheduler is, from
    0 to 1; `bytes_each` how many bytes a second each player is sent.
    """

    late: float
    full: float
    bytes_each: float


class Level(Struct, frozen=True):
    """A level with its bounds: it is entered as soon as one is exceeded; a bound of 0 is none."""

    number: int
    name: str
    late: float = 0
    full: float = 0
    bytes_each: float = 0

    def reached(self, load: Load) -> bool:
        return (
            0 < self.late <= load.late
            or 0 < self.full <= load.full
            or 0 < self.bytes_each <= load.bytes_each
        )


FULL, SLOW_BOARDS, POLLED_BOARDS, ALERTS_ONLY, READ_ONLY = 1, 2, 3, 4, 5

LEVELS: tuple[Level, ...] = (
    Level(FULL, "full"),
    Level(SLOW_BOARDS, "slow_boards", late=0.15, full=0.25, bytes_each=250),
    Level(POLLED_BOARDS, "polled_boards", late=0.4, full=0.5, bytes_each=500),
    Level(ALERTS_ONLY, "alerts_only", late=0.8, full=0.75),
    Level(READ_ONLY, "read_only", late=2.0, full=0.95),
)
"""The levels in order.

`bytes_each` is the byte budget per player and second; slower boards keep it.
"""

EXIT_SECONDS = 10.0
"""Seconds for which every bound of a level must hold before the level above it is restored."""


class LoadShedder:
    """Moves down at once and up one level at a time."""

    def __init__(
        self, levels: Sequence[Level] = LEVELS, exit_seconds: float = EXIT_SECONDS
    ) -> None:
        self._levels = levels
        self._exit_seconds = exit_seconds
        self._index = 0
        self._reached_at = 0.0

    @property
    def level(self) -> Level:
        return self._levels[self._index]

    def look(self, load: Load, now: float) -> bool:
        """Take a measurement at a time in seconds; return whether the level has changed."""
        before = self._index
        worst = max(
            (index for index, level in enumerate(self._levels) if level.reached(load)), default=0
        )
        if worst >= self._index:
            self._index, self._reached_at = worst, now
        elif now - self._reached_at >= self._exit_seconds:
            self._index, self._reached_at = self._index - 1, now
        return self._index != before
