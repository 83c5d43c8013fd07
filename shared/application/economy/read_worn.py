"""Tells a room which items its players own and have equipped now."""

from __future__ import annotations

from shared.application.economy.ports import Ports
from shared.wire.messages import ReadWorn, TakeWorn


def read_worn(ports: Ports, message: ReadWorn) -> None:
    """Read the items in one statement and queue the answer.

    A player without an account wears nothing.
    """
    ids = ports.players.ids_of(message.usernames)
    worn = ports.inventories.worn(tuple(ids.values()))
    found = {who: worn[each] for who, each in ids.items() if each in worn}
    answer = TakeWorn(message.stream, message.position, message.place, found)
    ports.queues.put("default", answer)
