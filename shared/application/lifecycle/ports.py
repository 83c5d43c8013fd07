"""Ports of a room's life cycle, besides those of its board."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from shared.application.boards import ports
from shared.application.commands.handle_command import Handle
from shared.application.lifecycle.overview import Overview


class Ports(ports.Ports, Protocol):
    """The ports of the rooms' life cycle."""

    @property
    def handle(self) -> Handle: ...
    @property
    def overview(self) -> Overview: ...
    def slots_of(self, room: str) -> Sequence[int]:
        """Return the slots of the journal that a room's streams are in."""
