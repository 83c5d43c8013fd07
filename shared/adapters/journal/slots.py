"""Assigns streams to slots."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from shared.kernel.names import is_wide, room_of, unit_of

SLOTS = 256


def slot_of(stream: str) -> int:
    """Return the slot of a stream: all streams of a room share one, unless it is wide."""
    return slot_of_unit(unit_of(stream))


def slots_of(family: str) -> Sequence[int]:
    """Return the slots that may hold a family's streams: one for a room, unless the room is wide.

    A game's rooms are spread over all slots.
    """
    if "/" not in family or is_wide(family):
        return range(SLOTS)
    return (slot_of_unit(room_of(f"{family}/-")),)


def slot_of_unit(unit: str) -> int:
    return crc32(unit.encode()) % SLOTS
