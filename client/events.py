"""What a client is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

type Frame = dict[str, Any]

HELD = 1000
"""Messages that a channel keeps: those that came too early, or notices that were shown."""


@dataclass(frozen=True)
class Event:
    """A message for the application: `data` of a value channel is the whole picture."""

    channel: str
    name: str
    data: dict[str, Any]
    offset: int
