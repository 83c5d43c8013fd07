"""The streams of a hunt: its own, one for each player, one for each rival treasure.

A rival treasure's stream begins with its first claim, so claims of two treasures never meet.
"""

from __future__ import annotations

from shared.kernel.names import is_wide, player_stream, room_stream

NAME = "hunt"
TREASURE = "treasure"


def hunt_stream(hunt: str) -> str:
    return room_stream(NAME, hunt)


def is_wide_hunt(hunt: str) -> bool:
    """Return whether each stream of a hunt may have an owner of its own."""
    return is_wide(hunt_stream(hunt))


def seeker_stream(hunt: str, username: str) -> str:
    """Return the seeker's stream; joining is the first append to it."""
    return player_stream(hunt_stream(hunt), username)


def treasure_stream(hunt: str, treasure: str) -> str:
    return f"{hunt_stream(hunt)}/{TREASURE}/{treasure}"
