"""One open socket, as the connection manager knows it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import inf
from typing import Protocol

from client.frames import Frame


class Transport(Protocol):
    """One open socket."""

    def flush(self, outgoing: deque[Frame]) -> None:
        """Send these frames, from the first on; what is still there may be taken back."""

    def hang_up(self) -> None:
        """Say goodbye; what comes before the other side's is still taken. May be called twice."""


@dataclass(slots=True)
class Socket:
    """Until `excused`, the host may end it in favour of its successor.

    At `kept_until` it is hung up at the latest, once it has one. Once it has ended, another one
    is opened at a random moment of the next `within` seconds.
    """

    transport: Transport
    excused: float
    kept_until: float = inf
    within: float = 0.0
