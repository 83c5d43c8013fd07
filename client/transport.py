"""Declares the sockets, and the network that opens them, for the connection manager."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Protocol

from client.frames import Frame

if TYPE_CHECKING:
    from client.connection_manager import ConnectionManager


class Transport(Protocol):
    """One open socket."""

    def flush(self, outgoing: deque[Frame]) -> None:
        """Send these frames in order; frames still in the queue may be taken back."""

    def hang_up(self) -> None:
        """Begin to close; frames before the other side's close are still taken. Idempotent."""


class Network(Protocol):
    """Opens sockets; raises Unreachable, or a RumpusError if retries are useless."""

    async def ticket_url(self) -> str: ...

    async def connect(self, url: str, manager: ConnectionManager) -> None:
        """Tell the manager that it is `opened`, and later what to `take` and that it `ended`."""


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
