"""The name of the channel on which a player hears of its own money and things."""

from __future__ import annotations

PLAYER = "private-player"


def player_channel(player_id: str) -> str:
    return f"{PLAYER}.{player_id}"
