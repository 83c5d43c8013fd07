"""What the players of the drill send to a writer."""

from __future__ import annotations

from msgspec import Struct


class Asked[Command](Struct):
    command: Command
    by: str
    id: str
