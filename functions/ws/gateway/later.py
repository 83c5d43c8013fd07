"""The part of an event loop that calls something after some time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Loop(Protocol):
    def call_later[*Ts](
        self, delay: float, callback: Callable[[*Ts], object], *args: *Ts
    ) -> object:
        """Call it with the arguments after so many seconds."""
