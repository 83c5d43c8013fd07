"""The part of an event loop that schedules calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Loop(Protocol):
    def call_later[*Ts](
        self, delay: float, callback: Callable[[*Ts], object], *args: *Ts
    ) -> object:
        """Call `callback` with the arguments after so many seconds."""
