"""The channel on which a player hears of its own money and things."""

from __future__ import annotations

from msgspec import Struct

from shared.kernel.names import ChannelForm


class PlayerChannel(Struct, frozen=True):
    """Tells a player what changes of its money and things."""

    player_id: str


def player_channel(player_id: str) -> str:
    return f"private-player.{player_id}"


PLAYER = ChannelForm(player_channel, PlayerChannel)
