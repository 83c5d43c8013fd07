"""The events for the application."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

HELD = 1000
"""Maximum messages that a channel keeps: those that came too early, or notices already shown."""


class Event(Struct, frozen=True):
    """A message for the application: `data` of a value channel is the whole snapshot."""

    channel: str
    name: str
    data: dict[str, Any]
    offset: int
