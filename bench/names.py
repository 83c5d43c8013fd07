"""The channels of a battle, by their names."""

from __future__ import annotations

from shared.games.codebattle.streams import battle_stream, participant_stream
from shared.kernel.names import stream_channel, value_channel
from shared.kernel.viewer import Viewer


def board_channel(battle: str) -> str:
    return value_channel(battle_stream(battle), "board")


def presence_channel(battle: str) -> str:
    return value_channel(battle_stream(battle), "presence")


def rank_channel(battle: str) -> str:
    return value_channel(battle_stream(battle), "rank")


def private_channel(battle: str, username: str) -> str:
    """Name the channel on which a player sees its own stream."""
    return stream_channel(participant_stream(battle, username), Viewer("owner", username))
