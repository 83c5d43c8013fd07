"""What the life of a room needs from the world, besides its board."""

from __future__ import annotations

from typing import Protocol

from shared.application.boards import ports
from shared.application.commands.handle_command import Handle


class Ports(ports.Ports, Protocol):
    """What the lifecycle of rooms is made of."""

    @property
    def handle(self) -> Handle: ...
