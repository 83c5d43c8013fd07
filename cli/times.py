"""When a room runs, and what the clock says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from cli.output import parse_time, span


class Phase(StrEnum):
    """Where a room is in its life."""

    SCHEDULED = "scheduled"
    RUNNING = "running"
    ENDED = "ended"


@dataclass(frozen=True)
class Times:
    """From when to when a room runs."""

    starts_at: datetime
    ends_at: datetime

    @classmethod
    def of(cls, room: Mapping[str, Any]) -> Self:
        """Read them from a room as the API shows it."""
        return cls(parse_time(room["starts_at"]), parse_time(room["ends_at"]))

    @classmethod
    def planned(cls, now: datetime, starts_in: float, minutes: float) -> Self:
        """Start so many seconds from now, and run for so many minutes."""
        starts_at = now + timedelta(seconds=starts_in)
        return cls(starts_at, starts_at + timedelta(minutes=minutes))

    def fields(self) -> dict[str, str]:
        """Give the fields of a command that plans a room."""
        return {"starts_at": self.starts_at.isoformat(), "ends_at": self.ends_at.isoformat()}

    def phase(self, now: datetime) -> Phase:
        if now >= self.ends_at:
            return Phase.ENDED
        return Phase.RUNNING if now >= self.starts_at else Phase.SCHEDULED

    def due(self, now: datetime) -> str:
        """Say what an operator sees on the clock."""
        match self.phase(now):
            case Phase.SCHEDULED:
                return f"starts in {span(self.starts_at - now)}"
            case Phase.RUNNING:
                return f"ends in {span(self.ends_at - now)}"
            case Phase.ENDED:
                return f"ended {span(now - self.ends_at)} ago"

    def left(self, now: datetime) -> str:
        """Say what a player sees on the clock."""
        match self.phase(now):
            case Phase.SCHEDULED:
                return f"starts in {span(self.starts_at - now)}"
            case Phase.RUNNING:
                return f"{span(self.ends_at - now)} left"
            case Phase.ENDED:
                return "over"
